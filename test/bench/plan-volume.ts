import type { BookingInput } from '../../src/sandbox/outside/booking.ts';
import { kstText } from '../../src/sandbox/outside/kst-time.ts';

export interface VolumeSize {
  readonly stores: number;
  readonly bookingsPerStore: number;
}

export interface PlannedVolume {
  readonly storeIds: readonly string[];
  readonly bookings: readonly BookingInput[];
  /** Items of table `sms` in DynamoDB's own JSON. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** One booking in so many is new and gets its confirmation: a busy tick, 2 % of what is read. */
export const bookingsPerMessage = 50;
/** One in so many is completed, the others are confirmed. */
const bookingsPerCompleted = 12;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Invented stores, people and bookings, the same for the same size. */
export function planVolume(size: VolumeSize, startMs: number): PlannedVolume {
  const storeIds = Array.from({ length: size.stores }, (_, index) => String(3_000_001 + index));
  const all = storeIds.flatMap((storeId, store) =>
    Array.from({ length: size.bookingsPerStore }, (_, place) => {
      const number = store * size.bookingsPerStore + place;
      return { isNew: number % bookingsPerMessage === 0, booking: booking({ storeId, number, startMs }) };
    }),
  );
  return {
    storeIds,
    bookings: all.map(({ booking }) => booking),
    rows: all.filter(({ isNew }) => !isNew).map(({ booking }) => row(booking)),
  };
}

function booking(of: { storeId: string; number: number; startMs: number }): BookingInput {
  const { storeId, number, startMs } = of;
  const isNew = number % bookingsPerMessage === 0;
  const isCompleted = !isNew && number % bookingsPerCompleted === 1;
  const startsInMs = isCompleted ? -(1 + (number % 20)) * dayMs : dayMs + (number % 600) * hourMs;
  return {
    storeId,
    bookingId: 700_000_001 + number,
    name: '김가상',
    phone: `0100000${String(number % 10_000).padStart(4, '0')}`,
    status: isCompleted ? 'RC08' : 'RC03',
    startsAt: new Date(startMs + startsInMs).toISOString(),
    registeredAt: new Date(startMs - (isNew ? 10 * minuteMs : 30 * dayMs)).toISOString(),
  };
}

function row({ storeId, bookingId, name, phone, startsAt }: BookingInput): Readonly<Record<string, unknown>> {
  return {
    booking_num: { S: `${storeId}_${bookingId}` },
    phone: { S: `${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}` },
    name: { S: name },
    booking_time: { S: kstText(Date.parse(startsAt)) },
    confirm_sms: { BOOL: true },
    remind_sms: { BOOL: false },
    option_sms: { BOOL: false },
    option_time: { S: '' },
  };
}
