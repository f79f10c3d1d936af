import { kstDate } from '../../src/domain/kst.ts';
import {
  type Booking,
  type BookingStatus,
  bookingStatuses,
  type SkippedBooking,
} from '../../src/rules/booking.ts';
import type { BookingApi } from './booking-api.ts';
import { readPart, type StorePart, unreadPart } from './read-part.ts';
import { whyUnreadable } from './why-unreadable.ts';
import type { WindowsOf } from './windows.ts';

export interface FetchedStore {
  readonly storeId: string;
  /** Each booking once, in the order of the host: RC03 first. */
  readonly bookings: readonly Booking[];
  readonly skipped: readonly SkippedBooking[];
  /** Rows that the host returned. */
  readonly returnedCount: number;
  /** Bookings that it returned more than once, once for each further time: the last row counts. */
  readonly repeated: readonly string[];
  /** What could not be read, for a log. Empty: the store was read whole. */
  readonly failures: readonly string[];
  /** Statuses of which every window was read. */
  readonly wholeStatuses: readonly BookingStatus[];
  /** The store was read, and most of the rows of a status are not bookings that we can read. */
  readonly isUnreadable: boolean;
}

export interface FetchStoreOptions {
  readonly api: BookingApi;
  readonly storeId: string;
  readonly windowsOf: WindowsOf;
}

/**
 * Reads the near windows of one store. Statuses fail apart: what was read goes on, and what was not is named. Never throws
 * for what the host answers.
 */
export async function readNear({
  api,
  storeId,
  windowsOf,
}: FetchStoreOptions): Promise<readonly StorePart[]> {
  const parts: StorePart[] = [];
  for (const status of bookingStatuses) {
    const windows = windowsOf(status).filter(({ isFar }) => !isFar);
    if (windows.length === 0 || parts.some(({ isRefused }) => isRefused)) continue;
    parts.push(await readPart({ api, storeId, status, windows }));
  }
  return parts;
}

/**
 * Reads the far windows of confirmed bookings, if there can be any: a count without a window says how many confirmed
 * bookings the store has, and those outside of the near window are looked for, window by window, until all are found. A
 * host that does not count without a window is asked for every one. `mayRead`: false if the run must get on with its work.
 */
export async function readFar(
  { api, storeId, windowsOf }: FetchStoreOptions,
  near: readonly StorePart[],
  mayRead: () => boolean,
): Promise<readonly StorePart[]> {
  const windows = windowsOf('RC03').filter(({ isFar }) => isFar);
  const confirmed = near.find(({ status }) => status === 'RC03');
  const [first] = windows;
  if (!first || confirmed?.failure !== null) return [];
  const all = await api.countAll({ storeId, status: 'RC03' }).catch(() => null);
  const outside = (all ?? Number.POSITIVE_INFINITY) - confirmed.returnedCount;
  if (outside === 0) return [];
  if (!mayRead()) {
    const why = `visits from ${kstDate(first.from)} on: not read, since the run would have no time left to send; lower confirmedDaysAhead in stores.yaml`;
    return [unreadPart('RC03', why)];
  }
  // Fewer in all than in the near window: the count means something else, and says nothing.
  const upTo = outside > 0 ? outside : Number.POSITIVE_INFINITY;
  return [await readPart({ api, storeId, status: 'RC03', windows, upTo })];
}

/** The parts as one store. Pure. */
export function storeOf(storeId: string, parts: readonly StorePart[]): FetchedStore {
  const bookings = new Map<string, Booking>();
  const repeated: string[] = [];
  for (const booking of parts.flatMap((part) => part.bookings)) {
    if (bookings.has(booking.bookingNum)) repeated.push(booking.bookingNum);
    bookings.set(booking.bookingNum, booking);
  }
  const statuses = bookingStatuses.filter((status) => parts.some((part) => part.status === status));
  const unreadable = statuses.map((status) => ({ status, why: whyStatusUnreadable(parts, status) }));
  return {
    storeId,
    bookings: [...bookings.values()],
    repeated,
    skipped: parts.flatMap((part) => part.skipped),
    returnedCount: parts.reduce((sum, part) => sum + part.returnedCount, 0),
    failures: [...parts.map(({ status, failure }) => ({ status, why: failure })), ...unreadable].flatMap(
      ({ status, why }) => (why === null ? [] : [`${status}: ${why}`]),
    ),
    wholeStatuses: statuses.filter((status) =>
      parts.every((part) => part.status !== status || part.failure === null),
    ),
    isUnreadable: unreadable.some(({ why }) => why !== null),
  };
}

function whyStatusUnreadable(parts: readonly StorePart[], status: BookingStatus): string | null {
  const own = parts.filter((part) => part.status === status);
  const returned = own.reduce((sum, part) => sum + part.returnedCount, 0);
  return whyUnreadable(
    own.flatMap(({ skipped }) => skipped),
    returned,
  );
}
