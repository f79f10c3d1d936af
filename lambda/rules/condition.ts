import type { Booking } from '../bookings/booking.ts';
import type { BookingRecord } from './booking-record.ts';

/** All that a condition may look at. No I/O, no clock of its own. */
export interface Facts {
  readonly booking: Booking;
  readonly record: BookingRecord;
  readonly now: Date;
}

/** A rule's condition as a tree, so that it can be evaluated and, later, explained. */
export type Condition =
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'leaf'; readonly name: string; readonly holds: (facts: Facts) => boolean };

export function holds(condition: Condition, facts: Facts): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((part) => holds(part, facts));
    case 'any':
      return condition.of.some((part) => holds(part, facts));
    case 'not':
      return !holds(condition.of, facts);
    case 'leaf':
      return condition.holds(facts);
  }
}
