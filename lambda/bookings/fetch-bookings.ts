import pLimit from 'p-limit';
import type { Booking, BookingStatus } from '../../src/rules/booking.ts';
import type { Store } from '../../src/rules/settings/stores.ts';
import type { EmitEvent } from '../telemetry/emit-event.ts';
import type { BookingApi } from './booking-api.ts';
import { type FetchedStore, fetchStore } from './fetch-store.ts';
import type { WindowsOf } from './windows.ts';

export interface FetchBookingsOptions {
  readonly api: BookingApi;
  readonly stores: readonly Store[];
  readonly windowsOf: WindowsOf;
  readonly emit: EmitEvent;
}

/** The gate keeps calls apart in time; this keeps few of them waiting for an answer at once. */
const storesAtOnce = 4;

/** Reads every store. What cannot be read is reported and does not stop the others; it is never treated as 0 bookings. */
export async function fetchBookings(options: FetchBookingsOptions): Promise<readonly FetchedStore[]> {
  const limit = pLimit(storesAtOnce);
  return await Promise.all(options.stores.map((store) => limit(() => fetchOne(options, store.id))));
}

async function fetchOne(options: FetchBookingsOptions, storeId: string): Promise<FetchedStore> {
  const { api, windowsOf, emit } = options;
  const fetched = await fetchStore({ api, storeId, windowsOf });
  for (const { bookingNum, reason, field } of fetched.skipped) {
    emit('booking_skipped', { store_id: storeId, booking_num: bookingNum, reason, field });
  }
  if (fetched.failures.length > 0) {
    emit('store_failed', { store_id: storeId, reason: fetched.failures.join('; ') });
  }
  if (fetched.wholeStatuses.length > 0) reportCounts(emit, fetched);
  return fetched;
}

function reportCounts(emit: EmitEvent, fetched: FetchedStore): void {
  emit('store_fetched', {
    store_id: fetched.storeId,
    confirmed: countOf(fetched, 'RC03'),
    completed: countOf(fetched, 'RC08'),
    skipped: fetched.skipped.length,
  });
}

/** Null: not read, or not whole. */
function countOf({ wholeStatuses, bookings }: FetchedStore, status: BookingStatus): number | null {
  if (!wholeStatuses.includes(status)) return null;
  return bookings.filter((booking: Booking) => booking.status === status).length;
}
