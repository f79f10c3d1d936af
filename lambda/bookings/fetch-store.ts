import { kstDate } from '../../src/domain/kst.ts';
import {
  type Booking,
  type BookingStatus,
  bookingStatuses,
  type SkippedBooking,
} from '../../src/rules/booking.ts';
import { readBookingRow } from '../../src/rules/read-booking-row.ts';
import { reasonOf } from '../run-failed.ts';
import type { BookingApi } from './booking-api.ts';
import { readWindow } from './read-window.ts';
import { StoreRefused } from './store-refused.ts';
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
 * The bookings of one store in its windows. Statuses fail apart, and a window that fails takes none of the nearer ones with
 * it: what was read goes on, and what was not is named in `failures`. Never throws for what the host answers.
 */
export async function fetchStore(options: FetchStoreOptions): Promise<FetchedStore> {
  const parts: StatusPart[] = [];
  for (const status of bookingStatuses) {
    if (options.windowsOf(status).length === 0 || parts.some(({ isRefused }) => isRefused)) continue;
    parts.push(await fetchStatus(options, status));
  }
  const bookings = new Map<string, Booking>();
  const repeated: string[] = [];
  for (const booking of parts.flatMap((part) => part.bookings)) {
    if (bookings.has(booking.bookingNum)) repeated.push(booking.bookingNum);
    bookings.set(booking.bookingNum, booking);
  }
  return {
    storeId: options.storeId,
    bookings: [...bookings.values()],
    repeated,
    skipped: parts.flatMap((part) => part.skipped),
    returnedCount: parts.reduce((sum, part) => sum + part.returnedCount, 0),
    failures: parts.flatMap((part) => part.failures.map((failure) => `${part.status}: ${failure}`)),
    wholeStatuses: parts.filter(({ isWhole }) => isWhole).map(({ status }) => status),
    isUnreadable: parts.some(({ isUnreadable }) => isUnreadable),
  };
}

interface StatusPart extends Pick<FetchedStore, 'skipped' | 'returnedCount' | 'failures' | 'isUnreadable'> {
  readonly status: BookingStatus;
  /** With repetitions. */
  readonly bookings: readonly Booking[];
  readonly isWhole: boolean;
  /** The host refuses the store: a further call would be refused too. */
  readonly isRefused: boolean;
}

async function fetchStatus(options: FetchStoreOptions, status: BookingStatus): Promise<StatusPart> {
  const { rows, failure, isRefused } = await rowsOf(options, status);
  const readings = rows.map((row) => readBookingRow(options.storeId, row));
  const skipped = readings.flatMap((reading) => (reading.state === 'skipped' ? [reading.skipped] : []));
  const unreadable = whyUnreadable(skipped, rows.length);
  return {
    status,
    bookings: readings.flatMap((reading) => (reading.state === 'read' ? [reading.booking] : [])),
    skipped,
    returnedCount: rows.length,
    failures: [failure, unreadable].filter((reason) => reason !== null),
    isWhole: failure === null,
    isRefused,
    isUnreadable: unreadable !== null,
  };
}

interface RowsReading {
  readonly rows: readonly unknown[];
  /** Why a window could not be read; null if all were. */
  readonly failure: string | null;
  readonly isRefused: boolean;
}

/** The windows in their order, up to the first that fails: a host in trouble is not asked for all the others too. */
async function rowsOf(
  { api, storeId, windowsOf }: FetchStoreOptions,
  status: BookingStatus,
): Promise<RowsReading> {
  const rows: unknown[] = [];
  for (const [index, window] of windowsOf(status).entries()) {
    try {
      rows.push(...(await readWindow(api, { storeId, status, window })));
    } catch (cause) {
      const since = index === 0 ? '' : `visits from ${kstDate(window.from)} on: `;
      return { rows, failure: `${since}${reasonOf(cause)}`, isRefused: cause instanceof StoreRefused };
    }
  }
  return { rows, failure: null, isRefused: false };
}
