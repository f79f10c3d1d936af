/*
 * The two sums that every run must close: each booking that the host returned was read or skipped for a reason, and each
 * message that was due has exactly one outcome. A run whose sums do not close has lost somebody, and fails.
 */

/** A number for each reason. */
export type Counts = Map<string, number>;

export interface BookingSums {
  /** Rows that the booking host returned, each as often as it returned it. */
  returned: number;
  read: number;
  readonly skipped: Counts;
}

export interface MessageSums {
  /** Messages that the rules found due and nothing held back. */
  due: number;
  accepted: number;
  refusedBySens: number;
  /** SENS was not asked: the text cannot be carried. */
  refusedByUs: number;
  /** Claimed and given back: definitely not sent, due again. */
  released: number;
  inDoubt: number;
  /** Not attempted in this run: due again. */
  postponed: number;
  /** Not this run's to send. */
  readonly skipped: Counts;
}

export const emptyBookingSums = (): BookingSums => ({ returned: 0, read: 0, skipped: new Map() });

export const emptyMessageSums = (): MessageSums => ({
  due: 0,
  accepted: 0,
  refusedBySens: 0,
  refusedByUs: 0,
  released: 0,
  inDoubt: 0,
  postponed: 0,
  skipped: new Map(),
});

/** Adds to the count of a reason. */
export function addTo(counts: Counts, reason: string, by = 1): void {
  if (by > 0) counts.set(reason, (counts.get(reason) ?? 0) + by);
}

/** All reasons together. */
export function totalOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** Due messages without an outcome; negative if some have more than one. */
export function messagesUnaccounted(sums: MessageSums): number {
  const { due, accepted, refusedBySens, refusedByUs, released, inDoubt, postponed, skipped } = sums;
  return due - accepted - refusedBySens - refusedByUs - released - inDoubt - postponed - totalOf(skipped);
}

/** Returned bookings that were neither read nor skipped; negative if some were counted twice. */
export function bookingsUnaccounted({ returned, read, skipped }: BookingSums): number {
  return returned - read - totalOf(skipped);
}

/** Which sum does not close, in one sentence; null if both do. */
export function unclosedSum(bookings: BookingSums, messages: MessageSums): string | null {
  const lostBookings = bookingsUnaccounted(bookings);
  if (lostBookings !== 0) {
    return `the count of bookings does not close: ${bookings.returned} returned, ${bookings.returned - lostBookings} accounted for`;
  }
  const lostMessages = messagesUnaccounted(messages);
  if (lostMessages === 0) return null;
  return `the count of messages does not close: ${messages.due} due, ${messages.due - lostMessages} accounted for`;
}
