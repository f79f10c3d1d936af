/* What it means for a change that evidence could not be written: before it nothing was called, after it the proof is lost. */
import { OperatorError } from '../errors/operator-error.ts';
import type { AttemptVerdict } from './judge-attempt.ts';

/** The intent could not be written, so that nothing was called. */
export function evidenceRefused<T>(cause: unknown, title: string): AttemptVerdict<T> {
  const error =
    cause instanceof OperatorError
      ? cause
      : new OperatorError(
          'EVIDENCE_UNWRITABLE',
          {
            what: `The intent of "${title}" could not be written (${messageOf(cause)}).`,
            now: 'Nothing was called for it and nothing was changed by it.',
            next: 'Free space or mend the permissions, then run the same command again.',
          },
          { cause },
        );
  const detail = `not done: ${error.message}`;
  return { state: 'failed', error, detail, requestId: null, willRetry: false, mayHaveActed: false };
}

/** The call was made and its outcome could not be written: the ledger shows an open intent. */
export function evidenceLost<T>(
  cause: unknown,
  title: string,
  verdict: AttemptVerdict<T>,
): AttemptVerdict<T> {
  const error = new OperatorError(
    'EVIDENCE_LOST',
    {
      what: `The outcome of "${title}" could not be written (${messageOf(cause)}).`,
      now: `AWS had answered: ${verdict.detail} The ledger shows this change as begun and not ended.`,
      next: 'Free space, then run the same command again: it re-reads live state before anything else.',
    },
    { cause, requestId: verdict.requestId },
  );
  return {
    state: 'in-doubt',
    error,
    detail: error.message,
    requestId: verdict.requestId,
    willRetry: false,
    mayHaveActed: true,
  };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
