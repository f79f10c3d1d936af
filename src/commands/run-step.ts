/* Intent to the ledger -> act -> outcome to the ledger -> report: the only way to change the world. */

import { toJsonValue } from '../domain/json-value.ts';
import type { StepResult } from '../domain/step-result.ts';
import type { AppendedLine } from '../evidence/evidence-run.ts';
import { describeChange } from './describe-change.ts';
import { evidenceLost, evidenceRefused } from './evidence-failure.ts';
import { type AttemptVerdict, judgeAttempt } from './judge-attempt.ts';
import type { AttemptPlace, Step, StepOutcome } from './step.ts';
import type { Toolbox } from './toolbox.ts';

/**
 * Makes one change, with evidence before and after each attempt. A change in doubt is never repeated here: its intent
 * stays open in the ledger until live state was read again. Never throws for what AWS or the disk did.
 */
export async function runStep<T>(toolbox: Toolbox, step: Step<T>): Promise<StepOutcome<T>> {
  toolbox.report({ kind: 'step-started', id: step.id, title: step.title });
  const startedMs = toolbox.clock.monotonicMs();
  const ending = toolbox.isDryRun ? null : await attemptUntilSettled(toolbox, step);
  const result: StepResult = {
    id: step.id,
    title: step.title,
    state: ending?.state ?? 'skipped',
    detail: ending?.detail ?? `dry run, not done: ${describeChange(step.change)}`,
    durationMs: Math.round(toolbox.clock.monotonicMs() - startedMs),
    requestId: ending?.requestId ?? null,
  };
  toolbox.report({ kind: 'step-ended', step: result });
  if (ending === null) return { state: 'skipped', step: result };
  if (ending.state === 'done')
    return { state: 'done', value: ending.value, step: result, openIntent: ending.openIntent };
  return { state: ending.state, error: ending.error, step: result };
}

const maxAttempts = 3;
/** The pause before the second attempt, milliseconds on the world's clock; it doubles. */
const firstPauseMs = 500;

type Attempt<T> = AttemptVerdict<T> & { readonly openIntent: number | null };

async function attemptUntilSettled<T>(toolbox: Toolbox, step: Step<T>): Promise<Attempt<T>> {
  let mayHaveActed = false;
  const doubtful: number[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const verdict: Attempt<T> = await recordedAttempt(toolbox, step, {
      attempt,
      isLast: attempt === maxAttempts,
      mayHaveActed,
    });
    if (!verdict.willRetry) {
      if (verdict.state === 'done') closeDoubtful(toolbox, step.id, doubtful);
      return verdict;
    }
    mayHaveActed ||= verdict.mayHaveActed;
    if (verdict.openIntent !== null) doubtful.push(verdict.openIntent);
    const pauseMs = firstPauseMs * 2 ** (attempt - 1);
    toolbox.report({
      kind: 'note',
      text: `${step.title}: ${verdict.detail} Attempt ${attempt + 1} in ${pauseMs} ms.`,
    });
    await toolbox.clock.sleep(pauseMs);
  }
}

/**
 * Closes the intents of earlier attempts that may have acted, once a later one is known to have. Until then they stay open:
 * a tool that dies in the pause between two attempts must leave the change to the next command.
 */
function closeDoubtful(toolbox: Toolbox, stepId: string, doubtful: readonly number[]): void {
  const data = { state: 'done', detail: 'A later attempt made the change.', willRetry: false, error: null };
  try {
    for (const intent of doubtful) toolbox.evidence.append('outcome', stepId, { intent, ...data, calls: [] });
  } catch {
    // They stay open, and the next command looks at live state.
    toolbox.report({
      kind: 'warning',
      text: 'The evidence could not be written: the next command looks again.',
    });
  }
}

async function recordedAttempt<T>(toolbox: Toolbox, step: Step<T>, place: AttemptPlace): Promise<Attempt<T>> {
  let intent: AppendedLine;
  try {
    const { title, change } = step;
    intent = toolbox.evidence.append('intent', step.id, { title, change, attempt: place.attempt });
  } catch (error) {
    return { ...evidenceRefused<T>(error, step.title), openIntent: null };
  }
  const acted = await toolbox.underIntent(intent.sha256.slice(0, markLength), step.act);
  const verdict = judgeAttempt(step, acted, place);
  const staysOpen =
    verdict.state === 'in-doubt' ||
    (verdict.willRetry && verdict.mayHaveActed) ||
    (verdict.state === 'done' && step.staysOpen === true);
  try {
    const { state, detail, error, willRetry } = verdict;
    // An outcome closes its intent. A change in doubt must stay open, so that the next command reads live state.
    toolbox.evidence.append(staysOpen ? 'observation' : 'outcome', step.id, {
      intent: intent.seq,
      state,
      detail,
      willRetry,
      error: toJsonValue(error && { name: error.name, message: error.message }),
      calls: toJsonValue(acted.records),
    });
  } catch (error) {
    return { ...evidenceLost(error, step.title, verdict), openIntent: null };
  }
  return { ...verdict, openIntent: staysOpen ? intent.seq : null };
}

/** Hexadecimal digits of the intent's digest in the user agent: 128 bits are enough to find one line. */
const markLength = 32;
