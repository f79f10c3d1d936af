import type { Verdict } from '../domain/verdict.ts';
import { type ExitCode, exitCodes } from '../errors/exit-codes.ts';
import { OperatorError } from '../errors/operator-error.ts';
import type { StepOutcome } from './step.ts';

/**
 * The exit code of a command that makes one change and reads it back. A condition that failed changed nothing, and a
 * refused write neither: then the error's own code says why. Pure.
 */
export function exitCodeOfChange(outcome: StepOutcome<unknown>, verdict: Verdict): ExitCode {
  if (outcome.state === 'skipped' || verdict.state === 'pass') return exitCodes.doneAndProven;
  if (outcome.state === 'in-doubt') return exitCodes.inDoubt;
  if (outcome.state === 'done') return exitCodes.actedUnproven;
  return outcome.error instanceof OperatorError ? outcome.error.exitCode : exitCodes.unreachable;
}
