import type { Booking, BookingStatus } from './booking.ts';
import type { BookingRecord } from './booking-record.ts';

/** All that a condition may look at. No I/O, no clock of its own. */
export interface Facts {
  readonly booking: Booking;
  readonly record: BookingRecord;
  readonly now: Date;
  /** True: options without a readable name count as if they had every keyword. Default: as if they had none. */
  readonly takesUnreadOptions?: boolean;
}

/** A rule's condition as a tree, so that it can be evaluated and explained. */
export type Condition =
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | Leaf;

/** One named condition with its argument. */
export interface Leaf extends Check {
  readonly kind: 'leaf';
  readonly name: string;
  /** The argument as rules.yaml has it. */
  readonly argument: unknown;
}

/** What a named condition does with its argument. */
export interface Check {
  readonly holds: (facts: Facts) => boolean;
  /** What it looked at, in words; never a customer's name or phone number. */
  readonly observe: (facts: Facts) => string;
  /** Whether it holds for every booking of this status at this time, or for none. Absent: that depends on the booking. */
  readonly foresee?: (outlook: Outlook) => boolean;
}

/** What is known before any booking is read. */
export interface Outlook {
  readonly status: BookingStatus;
  readonly now: Date;
}

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
