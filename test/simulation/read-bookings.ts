import { fetchBookings } from '../../lambda/bookings/fetch-bookings.ts';
import { windowsFor } from '../../lambda/bookings/windows.ts';
import type { RunContext } from '../../lambda/run-context.ts';
import type { RunTally } from '../../lambda/summary/run-tally.ts';
import { addTo } from '../../lambda/summary/sums.ts';
import type { Booking } from '../../src/rules/booking.ts';
import { createBookingHost } from './booking-host.ts';
import { type StoryWorld, settings } from './story-world.ts';

export interface Reading {
  readonly context: RunContext;
  readonly tally: RunTally;
  /** How likely a store fails, and a row changes its shape. */
  readonly trouble: number;
}

/** The step "bookings" of a run, over the booking host as this run meets it. Throws if no store could be read. */
export async function readBookings(
  world: StoryWorld,
  { context, tally, trouble }: Reading,
): Promise<readonly Booking[]> {
  const ids = new Set(world.bookings.map(({ booking }) => booking.storeId));
  const stores = settings.stores.filter(({ id }) => ids.has(id));
  const now = context.now();
  const windows = {
    RC03: windowsFor('RC03', now, settings),
    RC08: windowsFor('RC08', now, settings),
  };
  const fetched = await fetchBookings({
    api: createBookingHost(world, trouble),
    stores,
    windowsOf: (status) => windows[status],
    emit: context.emit,
  });
  tally.storesFailed = fetched.failedStores.length;
  tally.bookings.returned = fetched.returnedCount;
  tally.bookings.read = fetched.bookings.length;
  for (const reason of fetched.skippedFor) addTo(tally.bookings.skipped, reason);
  if (fetched.failedStores.length === stores.length) throw new Error('no store could be read');
  return fetched.bookings;
}
