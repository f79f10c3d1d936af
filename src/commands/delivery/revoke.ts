/** `delivery revoke`: takes the approval back, so that the mode is off. Safe at any time, and it works twice. */
import * as z from 'zod';
import { pass } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { defineCommand } from '../define-command.ts';
import type { Toolbox } from '../toolbox.ts';
import { replaceApproval } from './replace-approval.ts';

export const deliveryRevokeCommand = defineCommand({
  words: ['delivery', 'revoke'],
  summary: 'take the approval back: the mode is off',
  description:
    'Removes the approval item: runs that begin from now on are off. A run in flight keeps the mode it began with; to end its ' +
    'messages too, use naver-sms delivery stop. Way back: naver-sms delivery approve.',
  options: [],
  examples: ['naver-sms delivery revoke --reason "parity week is over"'],
  evidence: 'required',
  schema: z.object({}),
  run: revoke,
});

async function revoke(toolbox: Toolbox): Promise<CommandResult> {
  const before = await toolbox.aws.control.read('approval');
  if (before !== null) return await replaceApproval(toolbox, { before, item: null, earlierSteps: [] });
  return {
    exitCode: exitCodes.doneAndProven,
    verdict: pass,
    headline: 'There is no approval: the mode was off already. Nothing was changed.',
    steps: [],
    checks: [],
    spans: [],
    next: [`naver-sms delivery status --env ${toolbox.environment.name}`],
    data: { before: null, after: null },
  };
}
