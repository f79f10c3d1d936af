/* What begin-run.ts hands to end-run.ts. */
import type { CheckResult } from '../domain/check-result.ts';
import type { StepResult } from '../domain/step-result.ts';
import type { Toolbox } from './toolbox.ts';

/** A run that has begun. `endRun` must be called for it, whatever the command did. */
export interface RecordedRun {
  readonly toolbox: Toolbox;
  /** True for a stopping lever: its evidence may fail, its action may not. */
  readonly isLever: boolean;
  /** False for a command that only looks. */
  readonly isRecorded: boolean;
  /** The steps by which this run settled what earlier runs had left, before its command began. */
  readonly recoverySteps: readonly StepResult[];
  /** What was reported so far, for the section of a run that ends by an error. */
  readonly seen: { readonly steps: readonly StepResult[]; readonly checks: readonly CheckResult[] };
}
