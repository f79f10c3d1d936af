import { kstDate } from '../../src/domain/kst.ts';
import type { Booking, BookingStatus, SkippedBooking } from '../../src/rules/booking.ts';
import { readBookingRow } from '../../src/rules/read-booking-row.ts';
import { reasonOf } from '../run-failed.ts';
import type { BookingApi } from './booking-api.ts';
import { readWindow } from './read-window.ts';
import { StoreRefused } from './store-refused.ts';
import type { BookingWindow } from './windows.ts';

/** Some windows of one status of one store, as they were read. */
export interface StorePart {
  readonly status: BookingStatus;
  /** With repetitions. */
  readonly bookings: readonly Booking[];
  readonly skipped: readonly SkippedBooking[];
  readonly returnedCount: number;
  /** Why not all windows were read; null if they were. */
  readonly failure: string | null;
  /** The host refuses the store: a further call would be refused too. */
  readonly isRefused: boolean;
}

export interface PartOptions {
  readonly api: BookingApi;
  readonly storeId: string;
  readonly status: BookingStatus;
  readonly windows: readonly BookingWindow[];
  /** Reading ends once so many rows are there: no more exist. Default: every window is read. */
  readonly upTo?: number;
}

/** Reads the windows in their order, up to the first that fails: a host in trouble is not asked for all the others too. */
export async function readPart(options: PartOptions): Promise<StorePart> {
  const { api, storeId, status, windows, upTo = Number.POSITIVE_INFINITY } = options;
  const rows: unknown[] = [];
  for (const window of windows) {
    if (rows.length >= upTo) break;
    try {
      rows.push(...(await readWindow(api, { storeId, status, window })));
    } catch (cause) {
      const since = window.isFar ? `visits from ${kstDate(window.from)} on: ` : '';
      return partOf(options, rows, {
        failure: `${since}${reasonOf(cause)}`,
        isRefused: cause instanceof StoreRefused,
      });
    }
  }
  return partOf(options, rows, { failure: null, isRefused: false });
}

/** A part of which nothing was read, for this reason. */
export function unreadPart(status: BookingStatus, failure: string): StorePart {
  return { status, bookings: [], skipped: [], returnedCount: 0, failure, isRefused: false };
}

function partOf(
  { storeId, status }: PartOptions,
  rows: readonly unknown[],
  end: Pick<StorePart, 'failure' | 'isRefused'>,
): StorePart {
  const readings = rows.map((row) => readBookingRow(storeId, row));
  return {
    status,
    bookings: readings.flatMap((reading) => (reading.state === 'read' ? [reading.booking] : [])),
    skipped: readings.flatMap((reading) => (reading.state === 'skipped' ? [reading.skipped] : [])),
    returnedCount: rows.length,
    ...end,
  };
}
