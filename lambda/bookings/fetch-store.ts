import {
  type Booking,
  type BookingStatus,
  bookingStatuses,
  type SkippedBooking,
} from '../../src/rules/booking.ts';
import { bookingIdOf, readBookingRow } from '../../src/rules/read-booking-row.ts';
import { type BookingApi, type BookingQuery, pageSize } from './booking-api.ts';
import type { WindowsOf } from './windows.ts';

export interface FetchedStore {
  readonly storeId: string;
  /** Each booking once, in the order of the API: RC03 first. */
  readonly bookings: readonly Booking[];
  readonly skipped: readonly SkippedBooking[];
  /** Rows that the host returned. */
  readonly returnedCount: number;
  /** Bookings that it returned more than once, once for each further time: the last row counts. */
  readonly repeated: readonly string[];
}

export interface FetchStoreOptions {
  readonly api: BookingApi;
  readonly storeId: string;
  readonly windowsOf: WindowsOf;
}

/** All bookings of one store in its windows. Throws where they could not be read whole: never an empty list instead. */
export async function fetchStore(options: FetchStoreOptions): Promise<FetchedStore> {
  const bookings = new Map<string, Booking>();
  const skipped: SkippedBooking[] = [];
  const repeated: string[] = [];
  let returnedCount = 0;
  for (const status of bookingStatuses) {
    const rows = await rowsOf(options, status);
    returnedCount += rows.length;
    for (const row of rows) {
      const reading = readBookingRow(options.storeId, row);
      if (reading.state === 'skipped') skipped.push(reading.skipped);
      else {
        const { bookingNum } = reading.booking;
        if (bookings.has(bookingNum)) repeated.push(bookingNum);
        bookings.set(bookingNum, reading.booking);
      }
    }
  }
  return { storeId: options.storeId, bookings: [...bookings.values()], skipped, returnedCount, repeated };
}

async function rowsOf(options: FetchStoreOptions, status: BookingStatus): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  for (const window of options.windowsOf(status)) {
    rows.push(...(await wholeWindow(options.api, { storeId: options.storeId, status, window })));
  }
  return rows;
}

/** A booking made while we page moves rows across pages; a second reading then settles it. */
async function wholeWindow(api: BookingApi, query: BookingQuery): Promise<readonly unknown[]> {
  const first = await readWindow(api, query);
  if (first.isWhole) return first.rows;
  const second = await readWindow(api, query);
  if (second.isWhole) return second.rows;
  throw new Error(
    `${query.status}: the pages hold ${second.rows.length} bookings and the count says ${second.counted}, twice in a row; the next run reads the store again`,
  );
}

interface WindowReading {
  readonly rows: readonly unknown[];
  readonly counted: number;
  readonly isWhole: boolean;
}

async function readWindow(api: BookingApi, query: BookingQuery): Promise<WindowReading> {
  const before = await api.count(query);
  const rows = [];
  // The first page is asked for even where the count is 0: an empty list must be seen, not assumed. The count bounds the
  // loop, should the API ever repeat a full page for ever.
  for (let page = 0; rows.length === page * pageSize && page * pageSize <= before; page += 1) {
    rows.push(...(await api.page(query, page)));
  }
  const counted = await api.count(query);
  return { rows, counted, isWhole: before === counted && distinct(rows) === counted };
}

/** Rows that say no id count as different: they are skipped and reported one by one. */
function distinct(rows: readonly unknown[]): number {
  return new Set(rows.map((row) => bookingIdOf(row) ?? row)).size;
}
