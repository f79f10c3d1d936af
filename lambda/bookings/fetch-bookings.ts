import pLimit from 'p-limit';
import type { Booking } from '../../src/rules/booking.ts';
import type { Store } from '../../src/rules/settings/stores.ts';
import type { EmitEvent } from '../telemetry/emit-event.ts';
import type { BookingApi } from './booking-api.ts';
import { type FetchedStore, fetchStore } from './fetch-store.ts';
import type { WindowsOf } from './windows.ts';

export interface FetchedBookings {
  readonly bookings: readonly Booking[];
  /** Rows that the host returned for the stores that could be read. */
  readonly returnedCount: number;
  /** The reason of each row that is no booking of this run. */
  readonly skippedFor: readonly string[];
  readonly failedStores: readonly FailedStore[];
}

export interface FailedStore {
  readonly storeId: string;
  readonly reason: string;
}

export interface FetchBookingsOptions {
  readonly api: BookingApi;
  readonly stores: readonly Store[];
  readonly windowsOf: WindowsOf;
  readonly emit: EmitEvent;
}

/** The gate keeps calls apart in time; this keeps few of them waiting for an answer at once. */
const storesAtOnce = 4;

/** Reads every store. One that cannot be read is reported as failed and stops no other; it is never 0 bookings. */
export async function fetchBookings(options: FetchBookingsOptions): Promise<FetchedBookings> {
  const limit = pLimit(storesAtOnce);
  const results = await Promise.all(options.stores.map((store) => limit(() => fetchOne(options, store.id))));
  const fetched = results.filter((result) => 'bookings' in result);
  return {
    bookings: fetched.flatMap((store) => store.bookings),
    returnedCount: fetched.reduce((sum, store) => sum + store.returnedCount, 0),
    skippedFor: fetched.flatMap((store) => [
      ...store.skipped.map(({ reason }) => reason),
      ...store.repeated.map(() => 'repeated'),
    ]),
    failedStores: results.filter((result) => 'reason' in result),
  };
}

async function fetchOne(options: FetchBookingsOptions, storeId: string): Promise<FetchedStore | FailedStore> {
  try {
    const fetched = await fetchStore({ api: options.api, storeId, windowsOf: options.windowsOf });
    reportStore(options.emit, fetched);
    return fetched;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    options.emit('store_failed', { store_id: storeId, reason });
    return { storeId, reason };
  }
}

function reportStore(emit: EmitEvent, fetched: FetchedStore): void {
  for (const { bookingNum, reason, field } of fetched.skipped) {
    emit('booking_skipped', { store_id: fetched.storeId, booking_num: bookingNum, reason, field });
  }
  const countOf = (status: string) => fetched.bookings.filter((booking) => booking.status === status).length;
  emit('store_fetched', {
    store_id: fetched.storeId,
    confirmed: countOf('RC03'),
    completed: countOf('RC08'),
    skipped: fetched.skipped.length,
  });
}
