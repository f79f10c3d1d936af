import pLimit from 'p-limit';
import type { Booking, BookingStatus } from '../../src/rules/booking.ts';
import type { Store } from '../../src/rules/settings/stores.ts';
import type { EmitEvent } from '../telemetry/emit-event.ts';
import type { BookingApi } from './booking-api.ts';
import { type FetchedStore, readFar, readNear, storeOf } from './fetch-store.ts';
import type { StorePart } from './read-part.ts';
import type { WindowsOf } from './windows.ts';

export interface FetchBookingsOptions {
  readonly api: BookingApi;
  readonly stores: readonly Store[];
  readonly windowsOf: WindowsOf;
  readonly emit: EmitEvent;
  /** Whether there is time for bookings far ahead, asked store by store. Default always. */
  readonly mayReadFar?: () => boolean;
}

/** The gate keeps calls apart in time; this keeps few of them waiting for an answer at once. */
const storesAtOnce = 4;

/**
 * Reads every store, the near bookings of all before the far ones of any: those can wait for the next run. What cannot be
 * read is reported and does not stop the others; it is never treated as 0 bookings.
 */
export async function fetchBookings(options: FetchBookingsOptions): Promise<readonly FetchedStore[]> {
  const limit = pLimit(storesAtOnce);
  const near = await Promise.all(options.stores.map(({ id }) => limit(() => readNear(ofStore(options, id)))));
  return await Promise.all(
    options.stores.map(({ id }, index) => limit(() => completeStore(options, id, near[index] ?? []))),
  );
}

const ofStore = ({ api, windowsOf }: FetchBookingsOptions, storeId: string) => ({ api, windowsOf, storeId });

async function completeStore(
  options: FetchBookingsOptions,
  storeId: string,
  near: readonly StorePart[],
): Promise<FetchedStore> {
  const { emit, mayReadFar = () => true } = options;
  const far = await readFar(ofStore(options, storeId), near, mayReadFar);
  const fetched = storeOf(storeId, [...near, ...far]);
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
