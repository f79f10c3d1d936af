/* One change to the world as data: what run-step.ts makes, judges and describes. */
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
  | { readonly kind: 'login-invoke'; readonly function: string };

export type StepOutcome<T> =
  | { readonly state: 'done'; readonly value: T; readonly step: StepResult }
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
