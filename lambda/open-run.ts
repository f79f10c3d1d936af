import type { ApprovalItem, ControlKey, DeliveryMode } from '../src/domain/control-item.ts';
import { fullTelemetry, type TelemetrySetting } from '../src/domain/telemetry.ts';
import { whyInvented } from '../src/rules/settings/invented.ts';
import type { Recollection } from './bookings/recollection.ts';
import type { Invocation } from './bootstrap.ts';
import type { Trigger } from './events.ts';
import type { Program } from './program.ts';
import { warningBeforeEnd } from './register/approval-end.ts';
import { decideMode } from './register/decide-mode.ts';
import { type Charge, judgeCharge } from './register/judge-charge.ts';
import { readApproval } from './register/read-approval.ts';
import { readDeliveryRecord } from './register/read-delivery-record.ts';
import { recordLiveRun } from './register/record-live-run.ts';
import { runRegister } from './register/run-register.ts';
import type { RunContext } from './run-context.ts';
import { emptyTally, type RunTally } from './summary/run-tally.ts';
import type { EmitEvent } from './telemetry/emit-event.ts';
import { openLog } from './telemetry/open-log.ts';
import { readTelemetry } from './telemetry/read-telemetry.ts';

/** One invocation, from before anything is known to its summary. */
export interface Run {
  readonly program: Program;
  readonly trigger: Trigger;
  readonly invocation: Invocation;
  readonly startedAt: Date;
  readonly startedMonoMs: number;
  readonly emit: EmitEvent;
  readonly tally: RunTally;
  /** All of it until the switch is read. */
  telemetry: TelemetrySetting;
  /** Set once the run stands in the register. */
  registered: ControlKey | null;
  /** What earlier runs saw at the booking host, once the stores are read. */
  recollection: Recollection | null;
}

/** The context of the steps, the approval under which the run acts (live only), and what it is answerable for. */
export interface OpenedRun {
  readonly context: RunContext;
  readonly approval: ApprovalItem | null;
  readonly charge: Charge;
}

/** Lambda ends the invocation at its deadline; a claim begun later than this before it could be cut off in its send. */
const claimMarginMs = 15_000;

export function beginRun(program: Program, trigger: Trigger, invocation: Invocation): Run {
  const run: Run = {
    program,
    trigger,
    invocation,
    startedAt: program.clock.now(),
    startedMonoMs: program.clock.monotonicMs(),
    emit: openLog(invocation.requestId, () => run.telemetry.logLevel),
    tally: emptyTally(program.settings.stores.length),
    telemetry: fullTelemetry,
    registered: null,
    recollection: null,
  };
  return run;
}

/** Reads secrets and approval, decides what the run may do, and enters it in the register before it does anything. */
export async function openRun(run: Run): Promise<OpenedRun> {
  const { program, invocation, trigger } = run;
  refuseInvented(program);
  await switchTelemetry(run);
  const { mode, approval, charge, record } = await decide(run);
  const context = await contextOf(run, mode);
  if (trigger.kind !== 'dry-run') {
    run.registered = await runRegister(program.dynamo, program.tables.control).begin({
      startedAt: run.startedAt.toISOString(),
      timeoutAt: new Date(invocation.deadlineMs).toISOString(),
      requestId: invocation.requestId,
      buildId: program.buildId,
      mode,
    });
  }
  if (mode !== 'live' || approval === null) return { context, approval: null, charge };
  await noteLive(run, approval, record.liveRun?.warnedOf ?? null);
  // Where it approves this build in advance, it is for this build all the same: each send proves that.
  return { context, approval: { ...approval, buildId: program.buildId }, charge };
}

/** Decides what the run may do, and what it is answerable for, and reports it. */
async function decide(run: Run) {
  const { program, trigger } = run;
  const approval = await readApproval(program.dynamo, program.tables.control);
  const record = await readDeliveryRecord(program.dynamo, program.tables.control);
  const decision = decideMode(approval, program.buildId, run.startedAt);
  const charge = judgeCharge(decision, approval, record);
  const mode = modeFor(trigger, decision.mode);
  run.tally.mode = mode;
  run.tally.modeReason = decision.why;
  run.tally.isModeIntended = trigger.kind !== 'schedule' || charge.isIntended;
  run.emit('run_started', {
    build_id: program.buildId,
    mode,
    mode_reason: decision.why,
    trigger: trigger.kind,
    started_at: run.startedAt.toISOString(),
  });
  return { mode, approval, charge, record };
}

/** Notes that delivery is live, and prepares the warning before its end. */
async function noteLive(run: Run, { until, approvedAt }: ApprovalItem, warnedOf: string | null) {
  const { program, startedAt, trigger } = run;
  await recordLiveRun(program.dynamo, program.tables.control, { startedAt, approvedAt });
  const warning = warningBeforeEnd(until, startedAt, warnedOf);
  if (!warning || trigger.kind !== 'schedule') return;
  run.tally.approvalEnd = warning;
  run.emit('approval_ending', { until: warning.until, hours_left: warning.hoursLeft });
}

/** Throws if shops and texts are invented and customers could be real: the shipped configuration must never go live. */
function refuseInvented({ isSandbox, settings }: Program): void {
  const why = isSandbox ? null : whyInvented(settings.inventedFiles);
  if (why !== null)
    throw new Error(`the configuration is refused outside the sandbox, nothing was done: ${why}`);
}

/** First of all reads: a run that then fails is told as the switch says. */
async function switchTelemetry(run: Run): Promise<void> {
  const { dynamo, tables } = run.program;
  const { telemetry, problem } = await readTelemetry(dynamo, tables.control);
  run.telemetry = telemetry;
  if (problem !== null) run.emit('telemetry_unread', { reason: problem });
}

/** Only a schedule and a replay may act as approved; an approval never turns a shadow run or a dry run live. */
function modeFor(trigger: Trigger, approved: DeliveryMode): DeliveryMode {
  if (trigger.kind === 'dry-run') return 'off';
  return trigger.kind === 'shadow' ? 'shadow' : approved;
}

async function contextOf(run: Run, mode: DeliveryMode): Promise<RunContext> {
  const { program, invocation } = run;
  const remainingMs = () => invocation.deadlineMs - program.clock.now().getTime();
  return {
    runId: invocation.requestId,
    buildId: program.buildId,
    mode,
    now: program.clock.now,
    sleep: (ms) => program.clock.sleep(ms),
    remainingMs,
    mayClaim: () => remainingMs() > claimMarginMs,
    dynamo: program.dynamo,
    tables: program.tables,
    sens: { ...(await program.readSecret('sens')), baseUrl: program.baseUrls.sens },
    readSensAnew: () => program.readSecret('sens', { isFresh: true }),
    emit: run.emit,
    reportUnreadable: (claimId, field) => reportUnreadable(run, claimId, field),
  };
}

function reportUnreadable({ emit, tally }: Run, claimId: string, field: string | null): void {
  if (tally.unreadableClaims.has(claimId)) return;
  tally.unreadableClaims.add(claimId);
  // The rest of the id is a phone number.
  const booking_num = claimId.split('#')[0] ?? '';
  const store_id = booking_num.split('_')[0] ?? '';
  emit('booking_skipped', { store_id, booking_num, reason: 'invalid-claim', field });
}
