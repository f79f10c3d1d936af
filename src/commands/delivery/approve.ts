/** `delivery approve <mode>`: lets exactly the deployed build act in a mode. `live` sends real messages to customers. */
import * as z from 'zod';
import { shortId } from '../../domain/approval.ts';
import type { ApprovalItem, DeliveryMode } from '../../domain/control-item.ts';
import { parseFutureTime } from '../../domain/operator-time.ts';
import { fail } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { defineCommand } from '../define-command.ts';
import { operatorName } from '../operator-name.ts';
import type { Toolbox } from '../toolbox.ts';
import { type AskedBuild, askBuild } from './ask-build.ts';
import { replaceApproval } from './replace-approval.ts';

const schema = z.object({
  mode: z.enum(['off', 'shadow', 'live']),
  build: z
    .string()
    .regex(/^[0-9a-f]{8,64}$/, 'a build id is 64 hexadecimal digits (8 or more of them are enough)')
    .optional(),
  until: z.string().optional(),
});

type ApproveOptions = z.infer<typeof schema>;

export const deliveryApproveCommand = defineCommand({
  words: ['delivery', 'approve'],
  summary: 'let one build act in a mode: off, shadow or live',
  description:
    'Asks the deployed function which build it is and approves that build alone; another build is off until approved. live sends real ' +
    'messages to customers. Needs --reason. Way back: naver-sms delivery revoke.',
  arguments: [
    { flags: '<mode>', description: 'off, shadow (sends nothing, writes it to sms_v2) or live (sends)' },
  ],
  options: [
    { flags: '--build <id>', description: 'refuse unless the deployed build id begins like this' },
    { flags: '--until <time>', description: 'when the approval lapses: 8h, 18:00 (KST) or ISO' },
  ],
  examples: [
    'naver-sms delivery approve shadow --reason "parity week"',
    'naver-sms delivery approve live --until 8h --reason "go at Day 0" --confirm naverplace_send_inform_v2',
  ],
  evidence: 'required',
  confirm: (environment, { mode }) => (mode === 'live' ? environment.function : null),
  schema,
  run: approve,
});

async function approve(toolbox: Toolbox, options: ApproveOptions): Promise<CommandResult> {
  const reason = reasonOf(toolbox);
  const until = untilOf(toolbox, options.until);
  const before = await toolbox.aws.control.read('approval');
  const asked = await askBuild(toolbox);
  if (asked.step.state === 'skipped') return dryRun(asked, options.mode);
  const refusal = refusalOf(asked, options.build);
  if (asked.buildId === null || refusal !== null) return refused(toolbox, asked, refusal ?? asked.because);
  const item: ApprovalItem = {
    mode: options.mode,
    buildId: asked.buildId,
    approvedBy: operatorName(toolbox.operator),
    approvedAt: toolbox.clock.now().toISOString(),
    until,
    reason,
  };
  return await replaceApproval(toolbox, { before, item, earlierSteps: [asked.step] });
}

function reasonOf(toolbox: Toolbox): string {
  const { reason } = toolbox.operator;
  if (reason !== null && reason.trim() !== '') return reason;
  throw usage('An approval needs a reason: the next captain reads it.', '--reason "<why>"');
}

function untilOf(toolbox: Toolbox, text: string | undefined): string | null {
  if (text === undefined) return null;
  const now = toolbox.clock.now();
  const until = parseFutureTime(text, now);
  if (until === null)
    throw usage(`--until "${text}" is no time that can be read.`, '--until 8h, 18:00 or ISO with a zone');
  if (until <= now)
    throw usage(`--until ${until.toISOString()} has passed already.`, '--until <a later time>');
  return until.toISOString();
}

function usage(what: string, next: string): OperatorError {
  return new OperatorError('UNKNOWN_USAGE', {
    what,
    now: 'Nothing was changed.',
    next: `naver-sms delivery approve <mode> ${next}`,
  });
}

/** Null where the deployed build may be approved. */
function refusalOf(asked: AskedBuild, wanted: string | undefined): string | null {
  if (asked.buildId === null) return `the deployed build is not known: ${asked.because}`;
  if (wanted === undefined || asked.buildId.startsWith(wanted)) return null;
  return `deployed is build ${shortId(asked.buildId)}, not ${shortId(wanted)}`;
}

function refused(toolbox: Toolbox, asked: AskedBuild, why: string): CommandResult {
  return {
    exitCode: exitCodes.verdictNo,
    verdict: fail(why),
    headline: `Nothing was approved: ${why}.`,
    steps: [asked.step],
    checks: [],
    spans: [],
    next: [`naver-sms delivery status --env ${toolbox.environment.name}`],
    data: { buildId: asked.buildId },
  };
}

function dryRun(asked: AskedBuild, mode: DeliveryMode): CommandResult {
  return {
    exitCode: exitCodes.doneAndProven,
    verdict: { state: 'inconclusive', reason: 'dry run: nothing was called' },
    headline: `Dry run: nothing was changed. The deployed build would be asked for its id and approved for ${mode}.`,
    steps: [asked.step],
    checks: [],
    spans: [],
    next: [],
    data: {},
  };
}
