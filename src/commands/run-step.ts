import type { StepResult } from '../domain/step-result.ts';
import type { Toolbox } from './toolbox.ts';

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
  | { readonly kind: 'announcement'; readonly nonce: string; readonly occasion: string }
  | { readonly kind: 'probe-invoke'; readonly function: string; readonly purpose: string };

export type StepOutcome<T> =
  | { readonly state: 'done'; readonly value: T; readonly step: StepResult }
  /** Dry run: nothing was called. */
  | { readonly state: 'skipped'; readonly step: StepResult }
  /** The service answered with an error: known unchanged. */
  | { readonly state: 'failed'; readonly error: Error; readonly step: StepResult }
  /** No usable answer: it may or may not have taken effect. */
  | { readonly state: 'in-doubt'; readonly error: Error; readonly step: StepResult };

/** Intent to the ledger -> act -> outcome to the ledger -> report: the only way to change the world. Never throws for what AWS did. */
export declare function runStep<T>(toolbox: Toolbox, step: Step<T>): Promise<StepOutcome<T>>;
