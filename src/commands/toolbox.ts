import type { AwsServices } from '../aws/services.ts';
import type { CallRecord } from '../domain/call-record.ts';
import type { Environment } from '../domain/environment.ts';
import type { Report } from '../domain/run-event.ts';
import type { Target } from '../domain/target.ts';
import type { EvidenceRun } from '../evidence/evidence-run.ts';
import type { Clock } from '../runtime/clock.ts';
import type { StopNotice } from '../runtime/stop-words.ts';
import type { RecoveredAlarm } from './recovered-alarm.ts';

/** All that a command may touch. Built once, in cli/wire-toolbox.ts; tests build the same over the sandbox. */
export interface Toolbox {
  readonly clock: Clock;
  readonly aws: AwsServices;
  readonly environment: Environment;
  readonly target: Target;
  readonly operator: Operator;
  readonly run: string;
  /** The number the control table gave; null = unnumbered. */
  readonly runNo: number | null;
  readonly evidence: EvidenceRun;
  readonly report: Report;
  readonly signal: AbortSignal;
  /** Takes what the command says when it is stopped; absent where nobody could hear it. */
  readonly stopNotice?: StopNotice;
  /** True: every write is printed and not made. */
  readonly isDryRun: boolean;
  /** Runs `act` so that its AWS calls carry `led/<mark>` and its attempts come back instead of going to the sink. */
  readonly underIntent: UnderIntent;
  /** Runs `act` and also hands back the records of its calls, which go to the sink all the same. Absent: no request ids. */
  readonly traced?: Traced;
  /** What this run set at alarms of an earlier alarm-test before its command began; filled by recovery. */
  readonly recovered?: RecoveredAlarm[];
  /** When the run began, before identity and ledger: a rollback's clock starts here. Absent: when the command itself did. */
  readonly began?: { readonly at: Date; readonly monoMs: number };
}

export interface Operator {
  /** The caller's ARN as STS gave it; null where STS did not answer (rollback goes on without). */
  readonly arn: string | null;
  /** What --operator said. */
  readonly claimed: string | null;
  /** What --reason said. */
  readonly reason: string | null;
}

export type UnderIntent = <T>(mark: string, act: () => Promise<T>) => Promise<Acted<T>>;

/** What came of acting under an intent, with every attempt of every call that was made. */
export interface Acted<T> {
  readonly result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };
  readonly records: readonly CallRecord[];
}

export type Traced = <T>(
  act: () => Promise<T>,
) => Promise<{ readonly value: T; readonly records: readonly CallRecord[] }>;
