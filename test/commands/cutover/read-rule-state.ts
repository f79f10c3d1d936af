import { endRun, resultOfFailure } from '../../../src/commands/end-run.ts';
import { preflightCommand } from '../../../src/commands/preflight/preflight.ts';
import type { TestWorld } from '../../support/sandbox-toolbox.ts';

/** The rule's state as AWS reads it now. */
export async function readRuleState(world: TestWorld): Promise<string> {
  const { recorded } = await world.begin(preflightCommand);
  const rule = await recorded.toolbox.aws.rules.describe(world.environment.rule);
  await endRun(recorded, resultOfFailure(recorded, new Error('no command: the test looked at the rule')));
  return rule?.state ?? 'ABSENT';
}
