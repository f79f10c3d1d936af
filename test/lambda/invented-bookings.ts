import type { BookingInput } from '../../src/sandbox/outside/booking.ts';
import { afternoonMs } from './lambda-world.ts';

/* People, numbers and bookings are invented. */

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
export const storeId = '1051707';

/** A booking that starts so many milliseconds from the world's beginning, known for two days. */
export function inventedBooking(
  bookingId: number,
  startsInMs: number,
  more: Partial<BookingInput> = {},
): BookingInput {
  return {
    storeId,
    bookingId,
    name: '김가상',
    phone: `0100000${String(bookingId).padStart(4, '0')}`,
    startsAt: new Date(afternoonMs + startsInMs).toISOString(),
    registeredAt: new Date(afternoonMs - 2 * dayMs).toISOString(),
    ...more,
  };
}

/** What the old function left of it in table `sms`: confirmed, not reminded. */
export function inventedRow(
  bookingId: number,
  flags: Readonly<Record<string, boolean>> = {},
): Readonly<Record<string, unknown>> {
  return {
    booking_num: `${storeId}_${bookingId}`,
    phone: `010-0000-${String(bookingId).padStart(4, '0')}`,
    name: '김가상',
    booking_time: '2026-11-02 15:00:00',
    confirm_sms: true,
    remind_sms: false,
    option_sms: false,
    option_time: '',
    ...flags,
  };
}
