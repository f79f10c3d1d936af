import type { PhoneNumber } from '../domain/phone-number.ts';

/** Statuses that the old function read; any other is skipped and reported, never messaged. */
export const bookingStatuses = ['RC03', 'RC08'] as const;

/** RC03: confirmed. RC08: completed. */
export type BookingStatus = (typeof bookingStatuses)[number];

/** One booking as the rules see it. */
export interface Booking {
  readonly storeId: string;
  /** `{storeId}_{bookingId}`: hash key of table `sms`. */
  readonly bookingNum: string;
  readonly status: BookingStatus;
  readonly phone: PhoneNumber;
  /** Null: the row has no readable name. */
  readonly customerName: string | null;
  readonly startsAt: Date;
  /** When the shop or Naver confirmed it; null where the row does not say. */
  readonly confirmedAt: Date | null;
  readonly optionNames: readonly string[];
  /** Ordered options whose name is missing or malformed: whether a keyword is among them is not known. */
  readonly unreadOptions: number;
  /** A rescheduled booking carries the id of the one it replaces. */
  readonly previousBookingNum: string | null;
  /** The row as it came, unknown fields included, so that a rule can use a new field without code. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A row that was read and must not be messaged. */
export interface SkippedBooking {
  readonly storeId: string;
  /** `unknown` where the row does not even say its id. */
  readonly bookingNum: string;
  readonly reason: 'masked-phone' | 'invalid-phone' | 'unknown-status' | 'invalid-row';
  /** The field that did not fit. */
  readonly field: string | null;
}
