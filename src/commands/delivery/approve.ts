/** `delivery approve <mode>`: lets exactly the deployed build act in a mode. `live` sends real messages to customers. */
import * as z from 'zod';
import { shortId } from '../../domain/approval.ts';
import type { CheckResult } from '../../domain/check-result.ts';
import type { ApprovalItem, DeliveryMode } from '../../domain/control-item.ts';
import { fail, type Verdict } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { defineCommand } from '../define-command.ts';
import { exitCodeOfChange } from '../exit-code-of-change.ts';
import { operatorName } from '../operator-name.ts';
import type { Toolbox } from '../toolbox.ts';
import { approveNextBuild, noNextBuild } from './approve-next-build.ts';
import { nextBuildOf, reasonOf, untilOf } from './approve-usage.ts';
import { type AskedBuild, askBuild } from './ask-build.ts';
import { proveOtherSenders } from './prove-other-senders.ts';
import { type ApprovalChange, replaceApproval } from './replace-approval.ts';
import { setSoleSender } from './set-sole-sender.ts';

const schema = z.object({
  mode: z.enum(['off', 'shadow', 'live']),
  build: z
    .string()
    .regex(/^[0-9a-f]{8,64}$/, 'a build id is 64 hexadecimal digits (8 or more of them are enough)')
    .optional(),
  nextBuild: z.string().min(1).optional(),
  until: z.string().optional(),
  acceptMarkedRows: z.boolean().optional(),
});

type ApproveOptions = z.infer<typeof schema>;

export const deliveryApproveCommand = defineCommand({
  words: ['delivery', 'approve'],
  summary: 'let one build act in a mode: off, shadow or live',
  description:
    'Asks the deployed function which build it is and approves that build alone; another build is off until approved. live sends real ' +
    'messages to customers, and is refused while another sender rule is enabled or cannot be read. Runs warn a day and an hour before ' +
    'an approval lapses. Needs --reason. Way back: naver-sms delivery revoke.',
  arguments: [
    { flags: '<mode>', description: 'off, shadow (sends nothing, writes it to sms_v2) or live (sends)' },
  ],
  options: [
    { flags: '--build <id>', description: 'refuse unless the deployed build id begins like this' },
    {
      flags: '--next-build <id>',
      description:
        'approve in advance the build that is deployed next, by its id or by the folder of its programs; the deployed one stays approved',
    },
    { flags: '--until <time>', description: 'when the approval lapses: 8h, 18:00 (KST) or ISO' },
    {
      flags: '--accept-marked-rows',
      description: 'rows that another sender marked until now are known: only newer ones count as foreign',
    },
  ],
  examples: [
    'naver-sms delivery approve shadow --reason "parity week"',
    'naver-sms delivery approve live --reason "go at Day 0" --confirm naverplace_send_inform_v2',
    'naver-sms delivery approve live --next-build dist/lambda --reason "corrected text" --confirm naverplace_send_inform_v2',
  ],
  evidence: 'required',
  confirm: (environment, { mode }) => (mode === 'live' ? environment.function : null),
  schema,
  run: approve,
});

async function approve(toolbox: Toolbox, options: ApproveOptions): Promise<CommandResult> {
  const reason = reasonOf(toolbox);
  const until = untilOf(toolbox, options);
  const nextBuildId = options.nextBuild === undefined ? null : await nextBuildOf(options.nextBuild);
  const before = await toolbox.aws.control.read('approval');
  const asked = await askBuild(toolbox);
  if (asked.step.state === 'skipped') return dryRun(asked, options.mode);
  const refusal = refusalOf(asked, options);
  const { buildId } = asked;
  if (buildId === null || refusal !== null) return refused(toolbox, asked, fail(refusal ?? asked.because));
  const { proof, checks } = await prove(toolbox, options.mode);
  const [check] = checks;
  if (proof === null) return refused(toolbox, asked, check?.verdict ?? fail('no proof'), checks);
  const earlier = { steps: [asked.step], checks };
  const { mode } = options;
  if (nextBuildId !== null) {
    const order = { mode, buildId, nextBuildId, reason, before, proof, earlier };
    return await approveNextBuild(toolbox, order);
  }
  const approvedAt = toolbox.clock.now().toISOString();
  const approvedBy = operatorName(toolbox.operator);
  const item = { mode, buildId, approvedBy, approvedAt, until, reason, ...proof, ...noNextBuild };
  if (mode !== 'live') return await replaceApproval(toolbox, { before, item, earlier });
  return await approveLive(toolbox, { before, item, earlier }, { asked, options });
}

/** From when on ours is the only sender is noted first: without it, a run would not know what is foreign. */
async function approveLive(
  toolbox: Toolbox,
  change: ApprovalChange & { readonly item: ApprovalItem },
  { asked, options }: { readonly asked: AskedBuild; readonly options: ApproveOptions },
): Promise<CommandResult> {
  const { item, earlier } = change;
  const { approvedAt: since, reason } = item;
  const acceptsMarkedRows = options.acceptMarkedRows === true;
  const noted = await setSoleSender(toolbox, { since, reason, acceptsMarkedRows });
  if (noted === null) return await replaceApproval(toolbox, change);
  const steps = [...earlier.steps, noted.step];
  if (noted.state === 'done')
    return await replaceApproval(toolbox, { ...change, earlier: { ...earlier, steps } });
  const verdict = fail(`from when on ours is the only sender could not be noted: ${noted.step.detail}`);
  const result = refused(toolbox, asked, verdict, earlier.checks);
  return { ...result, exitCode: exitCodeOfChange(noted, verdict), steps };
}

/** Only what sends needs the proof that nobody else does. */
async function prove(toolbox: Toolbox, mode: DeliveryMode) {
  if (mode !== 'live') return { proof: noProof, checks: [] };
  const { proof, check } = await proveOtherSenders(toolbox);
  toolbox.report({ kind: 'check', check });
  return { proof, checks: [check] };
}

const noProof = { otherSenders: null, otherSendersAt: null };

/** Null if the deployed build may be approved. */
function refusalOf(asked: AskedBuild, { build, mode }: ApproveOptions): string | null {
  if (asked.buildId === null) return `the deployed build is not known: ${asked.because}`;
  if (build !== undefined && !asked.buildId.startsWith(build)) {
    return `deployed is build ${shortId(asked.buildId)}, not ${shortId(build)}`;
  }
  if (mode !== 'live' || asked.configurationRefused === null) return null;
  return `build ${shortId(asked.buildId)} refuses its own configuration: ${asked.configurationRefused}`;
}

function refused(
  toolbox: Toolbox,
  asked: AskedBuild,
  verdict: Verdict,
  checks: readonly CheckResult[] = [],
): CommandResult {
  return {
    exitCode: exitCodes.verdictNo,
    verdict,
    headline: `Nothing was approved: ${verdict.state === 'pass' ? 'no reason given' : verdict.reason}.`,
    steps: [asked.step],
    checks,
    spans: [],
    next: [
      ...checks.flatMap(({ remedy }) => remedy ?? []),
      `naver-sms delivery status --env ${toolbox.environment.name}`,
    ],
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
