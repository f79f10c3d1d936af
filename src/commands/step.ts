/* One change to the world as data: what run-step.ts makes, judges and describes. */
import type { AlarmState, SettledState } from '../domain/alarm-state.ts';
import type { StepResult } from '../domain/step-result.ts';

/** One change to the world. */
export interface Step<T> {
  readonly id: string;
  readonly title: string;
  /** What will be done, as data: it goes into the intent, and recovery finds the live state by it. */
  readonly change: Change;
  /** Makes the calls. Runs once per attempt. */
  readonly act: () => Promise<T>;
  /** One sentence on what was observed, for the operator. */
  readonly describe?: (value: T) => string;
  /**
   * True where what was done must be undone again: its intent stays open until close-intent.ts closes it, so that a run
   * that dies meanwhile leaves the next command something to recover.
   */
  readonly staysOpen?: boolean;
}

/** Every kind of change, so that recovery can re-read each. */
export type Change =
  | { readonly kind: 'rule-enabled'; readonly rule: string }
  | { readonly kind: 'rule-disabled'; readonly rule: string }
  | { readonly kind: 'reserved-concurrency'; readonly function: string; readonly value: number | null }
  | { readonly kind: 'control-item'; readonly name: string; readonly action: 'put' | 'remove' | 'increment' }
  /** `claim`: the short id of `sends list`. */
  | { readonly kind: 'claim-released'; readonly claim: string }
  | { readonly kind: 'announcement'; readonly nonce: string; readonly occasion: string }
  | { readonly kind: 'probe-invoke'; readonly function: string; readonly purpose: string }
  | { readonly kind: 'login-invoke'; readonly function: string }
  /**
   * `before`: the state to restore while the alarm still stands in ALARM under our nonce. `beforeUpdatedAt`: when CloudWatch
   * had last updated it, UTC ISO; a read that shows no later time may lag. `isReal`: only the reason of a real ALARM is set.
   */
  | {
      readonly kind: 'alarm-state';
      readonly alarm: string;
      readonly state: AlarmState;
      readonly nonce: string;
      readonly before: SettledState;
      readonly beforeUpdatedAt: string | null;
      readonly isReal?: true;
    };

export type StepOutcome<T> =
  /** `openIntent`: the ledger line that close-intent.ts must close; null where the outcome closed it. */
  | {
      readonly state: 'done';
      readonly value: T;
      readonly step: StepResult;
      readonly openIntent: number | null;
    }
  /** Dry run: nothing was called. */
  | { readonly state: 'skipped'; readonly step: StepResult }
  /** The service answered with an error, or nothing was called: known unchanged. */
  | { readonly state: 'failed'; readonly error: Error; readonly step: StepResult }
  /** No usable answer, or its evidence is lost: it may or may not have taken effect. */
  | { readonly state: 'in-doubt'; readonly error: Error; readonly step: StepResult };

export interface AttemptPlace {
  /** 1 for the first. */
  readonly attempt: number;
  readonly isLast: boolean;
  /** True where an earlier attempt ended in an error that does not exclude its effect. */
  readonly mayHaveActed: boolean;
}
