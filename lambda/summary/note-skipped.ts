import type { RunTally } from './run-tally.ts';
import { addTo } from './sums.ts';

export interface Skip {
  /** `unknown`: the row has no id, so that it can be told from no other. */
  readonly bookingNum: string;
  readonly reason: string;
}

/** Counts a booking that no message can be decided for. */
export function noteSkipped(
  { bookings, skippedBookings }: Pick<RunTally, 'bookings' | 'skippedBookings'>,
  { bookingNum, reason }: Skip,
): void {
  addTo(bookings.skipped, reason);
  skippedBookings.push(`${bookingNum} ${reason}`);
}
