/* The rules as they are now: ours first, then every other that could start a sender. */
import type { Reading, RuleFact } from '../domain/verification-facts.ts';
import type { Toolbox } from './toolbox.ts';
import { tryRead } from './try-read.ts';

/** Reads our rule and each rule that must not be enabled beside it. */
export function readSenderRules(toolbox: Toolbox): Promise<Reading<readonly RuleFact[]>> {
  const { rule, legacy, otherSenderRules } = toolbox.environment;
  const names = [...new Set([rule, legacy.rule, ...otherSenderRules])];
  return tryRead(toolbox, {
    source: `events:DescribeRule ${names.join(', ')}`,
    ask: () => Promise.all(names.map((name) => readRule(toolbox, name))),
  });
}

async function readRule(toolbox: Toolbox, name: string): Promise<RuleFact> {
  const rule = await toolbox.aws.rules.describe(name);
  return { name, state: rule?.state ?? 'ABSENT' };
}
