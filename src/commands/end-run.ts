/* The end of a recorded run: verdict, witness, section, signed head. */
import { toJsonValue } from '../domain/json-value.ts';
import { fail, inconclusive } from '../domain/verdict.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { OperatorError } from '../errors/operator-error.ts';
import type { RunEnd } from '../evidence/evidence-run.ts';
import type { CommandResult } from '../reporting/command-result.ts';
import { withinDeadline } from '../runtime/deadline.ts';
import type { RecordedRun } from './recorded-run.ts';
import { recoveredSentence } from './recovered-alarm.ts';
import { witnessHead } from './witness-head.ts';

export interface EndedRun {
  /** What the command returned; where its evidence was lost on the way, no longer as proven. */
  readonly result: CommandResult;
  /** Null where the section could not be written. */
  readonly end: RunEnd | null;
}

/**
 * Ends the run and releases its ledger. Throws EVIDENCE_UNWRITABLE or, after a change, EVIDENCE_LOST; a stopping lever
 * gets its result back instead, with exit code 6 in place of 0.
 */
export async function endRun(run: RecordedRun, returned: CommandResult): Promise<EndedRun> {
  if (!run.isRecorded) return { result: returned, end: null };
  const { evidence } = run.toolbox;
  const result = withRecovered(run, returned);
  try {
    const { verdict, headline, exitCode, checks, spans } = result;
    evidence.append('verdict', 'verdict', toJsonValue({ verdict, headline, exitCode, checks, spans }));
    await witnessed(run);
    const end = await evidence.end({ verdict, headline, exitCode, steps: result.steps, checks, spans });
    return { result: evidence.isSpilling ? unproven(result, evidence.spillReason) : result, end };
  } catch (error) {
    if (run.isLever) return { result: unproven(result, messageOf(error)), end: null };
    throw evidenceFailure(run, error);
  }
}

/**
 * The result with what the run set before its command began: a headline that says what the command changed would be untrue
 * without. Steps of recovery that changed nothing are among the steps too.
 */
function withRecovered({ toolbox, recoverySteps }: RecordedRun, result: CommandResult): CommandResult {
  const { recovered = [] } = toolbox;
  const sentence = recoveredSentence(recovered);
  const steps = [...recoverySteps.filter((step) => !result.steps.includes(step)), ...result.steps];
  if (sentence === null) return { ...result, steps };
  const told = recovered.map(({ alarm, was, state, step }) => ({ alarm, was, state, step: step.id }));
  return {
    ...result,
    steps,
    headline: `${result.headline} ${sentence}`,
    data: { ...result.data, recovered: told },
  };
}

/** A stopping lever does not wait for its witness either. */
async function witnessed(run: RecordedRun): Promise<void> {
  const witness = witnessHead(run.toolbox);
  if (!run.isLever) return witness;
  const { state } = await withinDeadline(leverPatienceMs, witness);
  if (state === 'in-time') return;
  const text = 'No witness of the evidence was left: the control table did not answer in time.';
  run.toolbox.report({ kind: 'warning', text });
}

/** Milliseconds of real time. */
const leverPatienceMs = 1_000;

/** The result of a run that ended by an error, with what was seen until then. */
export function resultOfFailure(run: RecordedRun, error: unknown): CommandResult {
  const known = error instanceof OperatorError ? error : null;
  const headline = known?.text.what ?? `Stopped by an error: ${messageOf(error)}`;
  const exitCode = known?.exitCode ?? exitCodes.ourBug;
  return {
    exitCode,
    verdict: exitCode === exitCodes.verdictNo ? fail(headline) : inconclusive(headline),
    headline,
    steps: run.seen.steps,
    checks: run.seen.checks,
    spans: [],
    next: known ? [known.text.next] : [],
    data: {},
  };
}

/** A lever that was pulled without lasting evidence has acted, but proves nothing. */
function unproven(result: CommandResult, reason: string | null): CommandResult {
  if (result.exitCode !== exitCodes.doneAndProven) return result;
  const because = `its evidence was not written (${reason ?? 'unknown reason'})`;
  return {
    ...result,
    exitCode: exitCodes.actedUnproven,
    verdict: inconclusive(because),
    headline: `${result.headline} But ${because}.`,
  };
}

function evidenceFailure(run: RecordedRun, cause: unknown): OperatorError {
  const acted = run.seen.steps.filter((step) => step.state === 'done' || step.state === 'in-doubt');
  const what = `The section of this run could not be written (${messageOf(cause)}).`;
  if (acted.length === 0) {
    if (cause instanceof OperatorError) return cause;
    const now = 'Nothing was changed.';
    const next = 'Free space or mend the permissions, then run the same command again.';
    return new OperatorError('EVIDENCE_UNWRITABLE', { what, now, next }, { cause });
  }
  return new OperatorError(
    'EVIDENCE_LOST',
    {
      what,
      now: `These steps were begun: ${acted.map((step) => `${step.title} (${step.state})`).join(', ')}.`,
      next: 'Free space, then run the same command again: it re-reads live state before anything else.',
    },
    { cause },
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
