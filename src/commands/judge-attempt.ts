/* What one attempt at a change came to, from its result and from what was seen on the wire. Pure. */
import type { CallRecord } from '../domain/call-record.ts';
import { OperatorError } from '../errors/operator-error.ts';
import { describeChange } from './describe-change.ts';
import type { AttemptPlace, Change, Step } from './step.ts';
import type { Acted } from './toolbox.ts';

export type AttemptVerdict<T> = (
  | { readonly state: 'done'; readonly value: T; readonly error: null }
  | { readonly state: 'failed' | 'in-doubt'; readonly error: Error }
) & {
  readonly detail: string;
  readonly requestId: string | null;
  readonly willRetry: boolean;
  /** True where this attempt's error does not exclude that it took effect. */
  readonly mayHaveActed: boolean;
};

/** Decides between done, failed (known unchanged) and in doubt, and whether to try again. */
export function judgeAttempt<T>(step: Step<T>, acted: Acted<T>, place: AttemptPlace): AttemptVerdict<T> {
  const { result, records } = acted;
  const requestId = (lastWrite(records) ?? records.at(-1))?.requestId ?? null;
  if (result.ok) {
    const detail = describeValue(step, result.value);
    return { state: 'done', value: result.value, error: null, detail, requestId, ...settled };
  }
  const error = result.error instanceof Error ? result.error : new Error(String(result.error));
  const answer = readAnswer(error, records);
  if (!place.isLast && mayRepeat(answer, step.change)) {
    const mayHaveActed = answer === 'server-error';
    return { state: 'failed', error, detail: error.message, requestId, willRetry: true, mayHaveActed };
  }
  const isKnownUnchanged = (answer === 'refused' || answer === 'not-executed') && !place.mayHaveActed;
  if (isKnownUnchanged) return { state: 'failed', error, detail: error.message, requestId, ...settled };
  const doubt = answer === 'none' ? error : inDoubt(step, error, requestId);
  return {
    state: 'in-doubt',
    error: doubt,
    detail: doubt.message,
    requestId,
    ...settled,
    mayHaveActed: true,
  };
}

const settled = { willRetry: false, mayHaveActed: false } as const;

/**
 * `refused`: the service said no. `not-executed`: it was too busy. `server-error`: it failed by its own word, which
 * does not exclude the effect (DynamoDB's guide on 500: "the operation might have succeeded"). `none`: no usable answer.
 */
type ServiceAnswer = 'refused' | 'not-executed' | 'server-error' | 'none';

function readAnswer(error: Error, records: readonly CallRecord[]): ServiceAnswer {
  const writes = records.filter((record) => record.effect === 'write');
  if (!(error instanceof OperatorError)) return writes.length === 0 ? 'refused' : 'none';
  if (error.code === 'WRITE_IN_DOUBT') return 'none';
  if (error.code === 'AWS_THROTTLED') return 'not-executed';
  const failed = writes.at(-1);
  if (error.code === 'AWS_REJECTED' && failed?.error) {
    if (busyErrors.has(failed.error.name)) return 'not-executed';
    if ((failed.httpStatus ?? 0) >= 500) return 'server-error';
  }
  return 'refused';
}

/** Somebody else was changing the same thing, so that this change was not begun. */
const busyErrors = new Set([
  'ConcurrentModificationException',
  'ResourceConflictException',
  'TransactionConflictException',
]);

function mayRepeat(answer: ServiceAnswer, change: Change): boolean {
  if (answer === 'not-executed') return true;
  return answer === 'server-error' && isIdempotent(change);
}

/** Whether a repeat of a change that had taken effect leaves the same world. */
function isIdempotent(change: Change): boolean {
  switch (change.kind) {
    case 'rule-enabled':
    case 'rule-disabled':
    case 'reserved-concurrency':
    // Each attempt after the first looks again, and sets nothing where an earlier one took effect.
    case 'alarm-state':
      return true;
    case 'control-item':
      return change.action !== 'increment';
    // Asked again, it would find the claim that it released no longer in doubt.
    case 'claim-released':
    case 'announcement':
    case 'probe-invoke':
    case 'login-invoke':
      return false;
  }
}

function lastWrite(records: readonly CallRecord[]): CallRecord | undefined {
  return records.findLast((record) => record.effect === 'write');
}

/** A sentence that cannot be made must not cost the evidence of what was done. */
function describeValue<T>(step: Step<T>, value: T): string {
  try {
    return step.describe?.(value) ?? `done: ${describeChange(step.change)}`;
  } catch {
    return `done: ${describeChange(step.change)}`;
  }
}

function inDoubt<T>(step: Step<T>, cause: Error, requestId: string | null): OperatorError {
  return new OperatorError(
    'WRITE_IN_DOUBT',
    {
      what: `AWS failed by its own word to ${describeChange(step.change)} (${cause.message})`,
      now: 'It may or may not have taken effect.',
      next: 'Run the same command again: it re-reads live state before anything else.',
    },
    { cause, requestId },
  );
}
