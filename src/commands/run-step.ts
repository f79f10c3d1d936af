/* Intent to the ledger -> act -> outcome to the ledger -> report: the only way to change the world. */
import { toJsonValue } from '../domain/json-value.ts';
import type { StepResult } from '../domain/step-result.ts';
import type { AppendedLine } from '../evidence/evidence-run.ts';
import { describeChange } from './describe-change.ts';
import { evidenceLost, evidenceRefused } from './evidence-failure.ts';
import { type AttemptVerdict, judgeAttempt } from './judge-attempt.ts';
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
  if (ending.state === 'done') return { state: 'done', value: ending.value, step: result };
  return { state: ending.state, error: ending.error, step: result };
}

const maxAttempts = 3;
/** The pause before the second attempt, milliseconds on the world's clock; it doubles. */
const firstPauseMs = 500;

async function attemptUntilSettled<T>(toolbox: Toolbox, step: Step<T>): Promise<AttemptVerdict<T>> {
  let mayHaveActed = false;
  for (let attempt = 1; ; attempt += 1) {
    const verdict: AttemptVerdict<T> = await recordedAttempt(toolbox, step, {
      attempt,
      isLast: attempt === maxAttempts,
      mayHaveActed,
    });
    if (!verdict.willRetry) return verdict;
    mayHaveActed ||= verdict.mayHaveActed;
    const pauseMs = firstPauseMs * 2 ** (attempt - 1);
    toolbox.report({
      kind: 'note',
      text: `${step.title}: ${verdict.detail} Attempt ${attempt + 1} in ${pauseMs} ms.`,
    });
    await toolbox.clock.sleep(pauseMs);
  }
}

export interface AttemptPlace {
  /** 1 for the first. */
  readonly attempt: number;
  readonly isLast: boolean;
  /** True where an earlier attempt ended in an error that does not exclude its effect. */
  readonly mayHaveActed: boolean;
}

async function recordedAttempt<T>(
  toolbox: Toolbox,
  step: Step<T>,
  place: AttemptPlace,
): Promise<AttemptVerdict<T>> {
  let intent: AppendedLine;
  try {
    const { title, change } = step;
    intent = toolbox.evidence.append('intent', step.id, { title, change, attempt: place.attempt });
  } catch (error) {
    return evidenceRefused(error, step.title);
  }
  const acted = await toolbox.underIntent(intent.sha256.slice(0, markLength), step.act);
  const verdict = judgeAttempt(step, acted, place);
  try {
    const { state, detail, error, willRetry } = verdict;
    // An outcome closes its intent. A change in doubt must stay open, so that the next command reads live state.
    toolbox.evidence.append(state === 'in-doubt' ? 'observation' : 'outcome', step.id, {
      intent: intent.seq,
      state,
      detail,
      willRetry,
      error: toJsonValue(error && { name: error.name, message: error.message }),
      calls: toJsonValue(acted.records),
    });
  } catch (error) {
    return evidenceLost(error, step.title, verdict);
  }
  return verdict;
}

/** Hexadecimal digits of the intent's digest in the user agent: 128 bits are enough to find one line. */
const markLength = 32;
