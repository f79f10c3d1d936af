import type { BookingApi, BookingQuery } from '../../lambda/bookings/booking-api.ts';
import type { Booking } from '../../src/rules/booking.ts';
import type { Chance } from './chance.ts';
import { bookingsNow, type StoryWorld } from './story-world.ts';

/** How a store answers in one run. */
type StoreFate = 'answered' | 'forbidden' | 'gone' | 'server-error';

/** In what shape a row comes. All but the last two carry what every message needs. */
type RowShape = 'usual' | 'snapshot-as-text' | 'no-name' | 'no-option-name' | 'masked-phone' | 'no-time';

const storeTroubles = ['forbidden', 'gone', 'server-error'] as const;
const rowTroubles = ['snapshot-as-text', 'no-name', 'no-option-name', 'masked-phone', 'no-time'] as const;

/**
 * The booking host as one run meets it: each store answers or fails as a whole, each row keeps its shape. `trouble`: how
 * likely a store fails, and a row changes its shape.
 */
export function createBookingHost(world: StoryWorld, trouble: number): BookingApi {
  const { chance } = world;
  const storeFates = new Map<string, StoreFate>();
  const shapes = new Map<string, RowShape>();
  const shown = bookingsNow(world);
  for (const { bookingNum, storeId } of shown) {
    if (!storeFates.has(storeId)) storeFates.set(storeId, storeFate(chance, trouble));
    shapes.set(bookingNum, chance.is(trouble) ? chance.pick(rowTroubles) : 'usual');
  }
  const rowsFor = ({ storeId, status, window: { from, to } }: BookingQuery): readonly unknown[] => {
    const fate = storeFates.get(storeId) ?? 'answered';
    if (fate !== 'answered') throw new Error(`the simulated store is ${fate}`);
    return shown
      .filter((booking) => booking.storeId === storeId && booking.status === status)
      .filter(({ startsAt }) => from <= startsAt && startsAt < to)
      .map((booking) => rowOf(booking, shapes.get(booking.bookingNum) ?? 'usual'));
  };
  return {
    count: async (query) => rowsFor(query).length,
    countAll: async (query) => rowsFor({ ...query, window: ever }).length,
    page: async (query, page) => rowsFor(query).slice(page * 50, page * 50 + 50),
  };
}

const ever = { from: new Date(0), to: new Date('2100-01-01T00:00:00Z') };

const storeFate = (chance: Chance, trouble: number): StoreFate =>
  chance.is(trouble) ? chance.pick(storeTroubles) : 'answered';

/** The row of the partner API for a booking. */
function rowOf(booking: Booking, shape: RowShape): unknown {
  const { storeId, bookingNum, status, phone, customerName, startsAt, confirmedAt } = booking;
  const options = booking.optionNames.map((name) => ({ name: shape === 'no-option-name' ? null : name }));
  const snapshot = {
    startDateTime: shape === 'no-time' ? null : startsAt.toISOString().replace('.000Z', 'Z'),
    bookingOptionJson: options,
  };
  return {
    bookingId: Number(bookingNum.split('_')[1]),
    businessId: Number(storeId),
    name: shape === 'no-name' ? null : customerName,
    phone: shape === 'masked-phone' ? '010****0001' : phone.digits,
    bookingStatusCode: status,
    confirmedDateTime: confirmedAt?.toISOString() ?? null,
    snapshotJson: shape === 'snapshot-as-text' ? JSON.stringify(snapshot) : snapshot,
  };
}
