/* What verification has read, before anyone judges it. Each part says whether it could be read at all. */
import type { TickRun } from './tick.ts';

/** One source as it was read: a value, or why there is none. Unread is never a pass. */
export type Reading<T> =
  | { readonly state: 'read'; readonly value: T; readonly source: string }
  | {
      readonly state: 'unreadable';
      readonly reason: string;
      readonly source: string;
      /** False where asking again cannot help, as after a refusal. */
      readonly mayHeal: boolean;
    };

export interface VerificationFacts {
  /** The window that is judged, UTC milliseconds. */
  readonly sinceMs: number;
  readonly untilMs: number;
  /** The configured sender rule first, then every rule that must not be enabled beside it. */
  readonly rules: Reading<readonly RuleFact[]>;
  readonly configuredMemoryMb: Reading<number>;
  /** The scheduled runs in the window. */
  readonly runs: Reading<readonly TickRun[]>;
  /** Sum over the window by metric name; null where no data point is there. */
  readonly metrics: Reading<MetricSums>;
  /** The claims that these runs made. */
  readonly claims: Reading<readonly ClaimFact[]>;
  readonly alarms: Reading<readonly AlarmFact[]>;
}

export interface RuleFact {
  readonly name: string;
  /** `ABSENT` where there is no such rule. */
  readonly state: 'ENABLED' | 'DISABLED' | 'OTHER' | 'ABSENT';
}

export type MetricSums = Readonly<Record<string, number | null>>;

export interface ClaimFact {
  readonly bookingNum: string;
  readonly kind: string;
  readonly state: string;
  readonly sensRequestId: string | null;
}

export interface AlarmFact {
  readonly name: string;
  readonly reason: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** When its state was last updated, UTC ISO by CloudWatch's clock; null where it says nothing. */
  readonly updatedAt: string | null;
}
