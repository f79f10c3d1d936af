/*
 * How long a run waits after a 429. While it waits it holds neither a claim nor a permission; both are proven anew.
 */

/** Without Retry-After: 1, 2, then 4 s for each further 429 in a row. */
const firstWaitMs = 1_000;
const longestBackoffMs = 4_000;
/** Retry-After may ask for nothing, and SENS refuse all the same: 0.25, 0.5, 1, 2, then 4 s at least. */
const shortestWaitMs = 250;
/** A run that waits longer than this delays a rollback, which waits for it to end; the next run comes in 20 minutes. */
const longestWaitMs = 60_000;
/** What a run needs after a wait to claim, send and record one more message, milliseconds. */
const reserveMs = 20_000;

/** What the wait is decided from. All in milliseconds. */
export interface ThrottleFacts {
  /** What SENS asked for; null if it did not ask. */
  readonly retryAfterMs: number | null;
  /** How many 429 came in a row, this one included. */
  readonly inARow: number;
  readonly runLeftMs: number;
}

/** How long to wait before the message is tried again; null if this run must leave it to a later one. Pure. */
export function throttleWaitMs({ retryAfterMs, inARow, runLeftMs }: ThrottleFacts): number | null {
  const backoff = (fromMs: number): number => Math.min(longestBackoffMs, fromMs * 2 ** (inARow - 1));
  const waitMs = Math.max(backoff(shortestWaitMs), retryAfterMs ?? backoff(firstWaitMs));
  return waitMs <= longestWaitMs && waitMs <= runLeftMs - reserveMs ? waitMs : null;
}
