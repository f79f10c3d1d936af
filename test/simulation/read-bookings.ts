import { fetchBookings } from '../../lambda/bookings/fetch-bookings.ts';
import { judgeHost } from '../../lambda/bookings/judge-host.ts';
import { noteBookings } from '../../lambda/bookings/read-store-bookings.ts';
import { windowsFor } from '../../lambda/bookings/windows.ts';
import type { RunContext } from '../../lambda/run-context.ts';
import type { RunTally } from '../../lambda/summary/run-tally.ts';
import type { Booking } from '../../src/rules/booking.ts';
import { mayHold } from '../../src/rules/may-hold.ts';
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
  const span = { from: now, to: new Date(now.getTime() + context.remainingMs()) };
  const windows = {
    RC03: windowsFor('RC03', now, settings),
    RC08: mayHold(settings.rules, 'RC08', span) ? windowsFor('RC08', now, settings) : [],
  };
  const fetched = await fetchBookings({
    api: createBookingHost(world, trouble),
    stores,
    windowsOf: (status) => windows[status],
    emit: context.emit,
  });
  const bookings = fetched.flatMap((store) => store.bookings);
  noteBookings(tally, fetched, bookings.length);
  const host = judgeHost(fetched);
  Object.assign(tally, { storesFailed: host.storesFailed, hostFailure: host.failure });
  if (host.failure !== null && !host.hasRead) throw new Error(`no store could be read: ${host.failure}`);
  return bookings;
}
