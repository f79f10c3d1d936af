/* The beginning of a recorded run: who acts, where calls go, a ledger that is open and owes nothing, a number. */

import type { AwsServices } from '../aws/services.ts';
import type { CallSink } from '../domain/call-record.ts';
import type { CheckResult } from '../domain/check-result.ts';
import type { Environment } from '../domain/environment.ts';
import { toJsonValue } from '../domain/json-value.ts';
import type { Report } from '../domain/run-event.ts';
import type { StepResult } from '../domain/step-result.ts';
import type { ObservedEndpoint } from '../domain/target.ts';
import { OperatorError } from '../errors/operator-error.ts';
import type { EvidenceRun, RunIdentity } from '../evidence/evidence-run.ts';
import type { Clock } from '../runtime/clock.ts';
import { withinDeadline } from '../runtime/deadline.ts';
import type { StopNotice } from '../runtime/stop-words.ts';
import type { RecordedCommand } from './define-command.ts';
import { endRun, resultOfFailure } from './end-run.ts';
import { type Caller, identifyCaller, identifyCallerInTime } from './identify-caller.ts';
import type { ObservationBuffer } from './observation-buffer.ts';
import type { RecordedRun } from './recorded-run.ts';
import { recoverIntents } from './recover-intents.ts';
import { recoveredSentence } from './recovered-alarm.ts';
import { takeRunNumber } from './run-number.ts';
import type { Toolbox, Traced, UnderIntent } from './toolbox.ts';
import { unrecordedEvidence } from './unrecorded-evidence.ts';

export interface RunRequest {
  readonly command: Pick<RecordedCommand, 'words' | 'evidence'>;
  /** The run's id. */
  readonly run: string;
  readonly environment: Environment;
  readonly operator: { readonly claimed: string | null; readonly reason: string | null };
  readonly tool: RunIdentity['tool'];
  readonly isDryRun: boolean;
  readonly aws: AwsServices;
  /** The call recorder behind `aws`, whose sink is `observations`. */
  readonly recorder: {
    readonly underIntent: UnderIntent;
    readonly traced: Traced;
    readonly lastEndpoint: () => ObservedEndpoint | null;
  };
  readonly observations: ObservationBuffer;
  readonly clock: Clock;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly stopNotice: StopNotice;
  /** Opens the ledger, `run-started` included; for commands of evidence `spill` it must spill rather than refuse. */
  readonly openEvidence: (identity: RunIdentity) => Promise<EvidenceRun>;
}

/** How long a stopping lever waits for each thing that it does not need, milliseconds of real time. */
const leverPatienceMs = 1_000;

/**
 * Begins a run. Throws before anything was changed: CREDENTIALS_MISSING, WRONG_ACCOUNT, AWS_UNREACHABLE, EVIDENCE_*.
 * A stopping lever (evidence `spill`) waits for none of them longer than a second, and is refused only by the first two.
 */
export async function beginRun(request: RunRequest): Promise<RecordedRun> {
  const isLever = request.command.evidence === 'spill';
  const beganMonoMs = request.clock.monotonicMs();
  const caller = isLever
    ? await identifyCallerInTime(request, leverPatienceMs)
    : await identifyCaller(request);
  const began = momentAgo(request.clock, beganMonoMs);
  const isRecorded = request.command.evidence !== 'unrecorded';
  const evidence = isRecorded
    ? await request.openEvidence(identityOf(request, caller))
    : unrecordedEvidence();
  const run = assemble(request, { caller, evidence, isLever, isRecorded, began });
  try {
    return await settleRun(request, caller, run);
  } catch (error) {
    // Releases the ledger; why the run could not begin matters more than how its section ended.
    const failure = withRecovered(run, error);
    await endRun(run, resultOfFailure(run, failure)).catch(() => null);
    throw failure;
  }
}

/** A run that is refused may have set alarms before: its error says that too. */
function withRecovered({ toolbox }: RecordedRun, error: unknown): unknown {
  const sentence = recoveredSentence(toolbox.recovered ?? []);
  if (sentence === null || !(error instanceof OperatorError)) return error;
  const { code, text, requestId } = error;
  return new OperatorError(code, { ...text, now: `${text.now} ${sentence}` }, { cause: error, requestId });
}

async function settleRun(request: RunRequest, caller: Caller, run: RecordedRun): Promise<RecordedRun> {
  const { toolbox } = run;
  toolbox.evidence.append('observation', 'identity', identityData(request, caller));
  request.observations.release(observationsInto(toolbox));
  if (caller.problem !== null) {
    toolbox.report({ kind: 'warning', text: `${caller.problem} Going on without.` });
  }
  if (!run.isRecorded) return run;
  if (!run.isLever) {
    await recoverIntents(toolbox);
    const recoverySteps = [...run.seen.steps];
    return { ...numbered(run, await takeRunNumber(toolbox)), recoverySteps };
  }
  const [recovered, number] = await Promise.all([
    withinDeadline(leverPatienceMs, recoverIntents(toolbox, { mayRestore: false })),
    withinDeadline(leverPatienceMs, takeRunNumber(toolbox)),
  ]);
  if (recovered.state !== 'in-time') {
    const text = 'What earlier runs left in doubt was not read again in time; the next command does that.';
    toolbox.report({ kind: 'warning', text });
  }
  if (number.state !== 'in-time') {
    toolbox.report({
      kind: 'warning',
      text: 'This run is unnumbered: the control table did not answer in time.',
    });
  }
  return numbered(run, number.state === 'in-time' ? number.value : null);
}

function numbered(run: RecordedRun, runNo: number | null): RecordedRun {
  return { ...run, toolbox: { ...run.toolbox, runNo } };
}

/**
 * A past moment on both clocks. The world's clock is asked only now, since before the first answer nobody knew whose
 * it is: a sandbox's runs ahead of the machine's.
 */
function momentAgo(clock: Clock, monoMs: number): Moment {
  const elapsedMs = clock.monotonicMs() - monoMs;
  return { at: new Date(clock.now().getTime() - elapsedMs), monoMs };
}

type Moment = NonNullable<Toolbox['began']>;

interface Parts {
  readonly caller: Caller;
  readonly evidence: EvidenceRun;
  readonly isLever: boolean;
  readonly isRecorded: boolean;
  readonly began: Moment;
}

function assemble(request: RunRequest, { caller, evidence, isLever, isRecorded, began }: Parts): RecordedRun {
  const steps: StepResult[] = [];
  const checks: CheckResult[] = [];
  const report: Report = (event) => {
    if (event.kind === 'step-ended') steps.push(event.step);
    if (event.kind === 'check') checks.push(event.check);
    request.report(event);
  };
  const { aws, clock, environment, signal, stopNotice, run, isDryRun } = request;
  const operator = { arn: caller.arn, ...request.operator };
  return {
    toolbox: {
      ...{ aws, clock, environment, signal, stopNotice, run, isDryRun, evidence, report, operator, began },
      target: caller.target,
      runNo: null,
      recovered: [],
      underIntent: request.recorder.underIntent,
      traced: request.recorder.traced,
    },
    isLever,
    isRecorded,
    recoverySteps: [],
    seen: { steps, checks },
  };
}

function identityOf(request: RunRequest, caller: Caller): RunIdentity {
  return {
    run: request.run,
    command: request.command.words.join(' '),
    target: caller.target,
    operator: { arn: caller.arn, claimed: request.operator.claimed },
    tool: request.tool,
    clockKind: request.clock.kind,
  };
}

function identityData({ operator, environment, isDryRun }: RunRequest, { endpoint, problem }: Caller) {
  return {
    environment: environment.name,
    endpoint: toJsonValue(endpoint),
    identityProblem: problem,
    claimedReason: operator.reason,
    isDryRun,
  };
}

/** A read must not fail because its record cannot be kept: the next intent refuses on its own, and the captain is told. */
function observationsInto({ evidence, report }: Toolbox): CallSink {
  let isTold = false;
  return (record) => {
    try {
      evidence.append('observation', `${record.service}:${record.operation}`, toJsonValue({ call: record }));
    } catch (error) {
      if (isTold) return;
      isTold = true;
      const reason = error instanceof Error ? error.message : String(error);
      report({ kind: 'warning', text: `Observations can no longer be written to the ledger: ${reason}` });
    }
  };
}
