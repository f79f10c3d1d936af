import type { RunTally } from './run-tally.ts';
import { unclosedSum } from './sums.ts';

/** Throws if a booking or a message of this run is unaccounted for: a defect of ours, and somebody may get nothing. */
export function checkSums({ bookings, messages }: Pick<RunTally, 'bookings' | 'messages'>): void {
  const unclosed = unclosedSum(bookings, messages);
  if (unclosed !== null) throw new Error(`${unclosed}; this is a defect, and the run counts as failed`);
}
