import * as z from 'zod';
import { pass } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import type { ListedRule } from '../../rules/rule.ts';
import { defineLocalCommand, type LocalToolbox } from '../define-local-command.ts';
import { type RulesFile, readRulesFile } from './read-rules-file.ts';

const schema = z.strictObject({ rules: z.string().optional() });

/** Says whether the Lambda would take a rules.yaml. It reads the file as the Lambda does, and nothing else. */
export const rulesCheckCommand = defineLocalCommand<z.infer<typeof schema>>({
  words: ['rules', 'check'],
  summary: 'check a rules.yaml as the Lambda would',
  description:
    'Reads the rules by the code that the Lambda reads them by. Every problem is named with its file, line and field, and with what to write instead. Disabled rules are checked too.',
  options: [
    { flags: '--rules <file>', description: 'rules to check (default: those that the Lambda ships)' },
  ],
  examples: ['naver-sms rules check', 'naver-sms rules check --rules rules.yaml'],
  schema,
  runLocal: check,
});

async function check(toolbox: LocalToolbox, options: { rules?: string | undefined }): Promise<CommandResult> {
  const file = readRulesFile(toolbox, options.rules);
  for (const rule of file.rules) {
    toolbox.report({ kind: 'log-line', line: { ...factsOf(rule) }, text: lineOf(rule) });
  }
  return answer(file);
}

function factsOf({ name, enabled, send, tell }: ListedRule) {
  return { rule: name, enabled, send, tell: tell.map(({ channel }) => channel) };
}

function lineOf(rule: ListedRule): string {
  const { enabled, send, tell } = factsOf(rule);
  const acts = [...send.map((kind) => `send ${kind}`), ...tell.map((channel) => `tell ${channel}`)];
  return `${enabled ? 'on ' : 'off'}  ${rule.name}: ${acts.join(', ')}`;
}

function answer({ name, rules }: RulesFile): CommandResult {
  const enabled = rules.filter((rule) => rule.enabled).length;
  return {
    exitCode: exitCodes.doneAndProven,
    verdict: pass,
    headline: `${name} is valid: ${rules.length} rules, ${enabled} of them switched on.`,
    steps: [],
    checks: [],
    spans: [],
    next: ['naver-sms rules explain <booking.json>'],
    data: { file: name, rules: rules.map(factsOf) },
  };
}
