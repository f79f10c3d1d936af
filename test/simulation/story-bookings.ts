import type { Booking } from '../../src/rules/booking.ts';
import type { Chance } from './chance.ts';

/** A booking and when Naver shows it how. Origin: invented. */
export interface ToldBooking {
  readonly booking: Booking;
  readonly appearsAtMs: number;
  /** Cancelled or moved: never seen again. */
  readonly vanishesAtMs: number;
  readonly completedAtMs: number;
  /** Whether the legacy function had confirmed it before the story. */
  readonly isKnown: boolean;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const stores = ['1051707', '1120125'] as const;

/** Some bookings of few customers, so that the same text goes to the same phone more than once. */
export function tellBookings(chance: Chance, startMs: number): readonly ToldBooking[] {
  const count = chance.between(1, 5);
  const phones = chance.pick([1, 1, 2, 3]);
  return Array.from({ length: count }, (_, index) => tellOne(chance, startMs, { index, phones }));
}

function tellOne(
  chance: Chance,
  startMs: number,
  { index, phones }: { readonly index: number; readonly phones: number },
): ToldBooking {
  const number = `000${chance.between(1, phones)}`;
  const storeId = chance.is(0.8) ? stores[0] : stores[1];
  const startsAtMs = startMs + chance.between(-1, 34) * 10 * minuteMs + chance.between(0, 5) * minuteMs;
  const isKnown = chance.is(0.4);
  const appearsAtMs =
    isKnown || chance.is(0.5) ? startMs - 48 * hourMs : startMs + chance.between(0, 120) * minuteMs;
  const booking: Booking = {
    storeId,
    bookingNum: `${storeId}_${index + 1}`,
    status: 'RC03',
    phone: { digits: `0100000${number}`, key: `010-0000-${number}`, isUsual: true },
    customerName: '김가상',
    startsAt: new Date(startsAtMs),
    confirmedAt: new Date(appearsAtMs),
    optionNames: chance.is(0.5) ? ['네이버 이벤트'] : [],
    unreadOptions: 0,
    previousBookingNum: null,
    fields: {},
  };
  const isCancelled = chance.is(0.15);
  return {
    booking,
    appearsAtMs,
    vanishesAtMs: isCancelled ? startMs + chance.between(0, 180) * minuteMs : Number.POSITIVE_INFINITY,
    completedAtMs: startsAtMs + hourMs,
    isKnown,
  };
}
