import type { Booking } from '../../src/rules/booking.ts';
import type { Store } from '../../src/rules/settings/stores.ts';
import type { Run } from '../open-run.ts';
import type { Session } from '../session/open-session.ts';
import { addTo } from '../summary/sums.ts';
import { bookingApi } from './booking-api.ts';
import { fetchBookings } from './fetch-bookings.ts';
import { split, type WindowsOf, windowsFor } from './windows.ts';

/**
 * The step "bookings": those of every store that can be read. Throws where no store can, and where a replay names a
 * booking that is not there.
 */
export async function readStoreBookings(run: Run, session: Session): Promise<readonly Booking[]> {
  const { program, tally } = run;
  const api = bookingApi({
    baseUrl: program.baseUrls.booking,
    cookies: session.cookies,
    gate: program.bookingGate,
    now: program.clock.now,
  });
  const stores = storesOf(run);
  const fetched = await fetchBookings({ api, stores, windowsOf: windowsOf(run), emit: run.emit });
  tally.storesFailed = fetched.failedStores.length;
  tally.bookings.returned = fetched.returnedCount;
  tally.bookings.read = fetched.bookings.length;
  for (const reason of fetched.skippedFor) addTo(tally.bookings.skipped, reason);
  const [firstFailed] = fetched.failedStores;
  if (firstFailed && fetched.failedStores.length === stores.length) {
    throw new Error(`no store could be read: ${firstFailed.reason}`);
  }
  return namedOf(run, fetched.bookings);
}

/** A replay of named bookings asks for their stores alone. */
function storesOf({ trigger, program }: Run): readonly Store[] {
  const { stores } = program.settings;
  if (trigger.kind !== 'replay' || trigger.bookings === null) return stores;
  const wanted = [...trigger.bookings].map((bookingNum) => bookingNum.split('_')[0] ?? '');
  const unknown = wanted.find((id) => !stores.some((store) => store.id === id));
  if (unknown !== undefined) {
    throw new Error(`the replay names store ${unknown}, which stores.yaml does not know; nothing was sent`);
  }
  return stores.filter(({ id }) => wanted.includes(id));
}

function namedOf({ trigger }: Run, bookings: readonly Booking[]): readonly Booking[] {
  if (trigger.kind !== 'replay' || trigger.bookings === null) return bookings;
  const { bookings: named } = trigger;
  const found = bookings.filter(({ bookingNum }) => named.has(bookingNum));
  const there = new Set(found.map(({ bookingNum }) => bookingNum));
  const absent = [...named].filter((bookingNum) => !there.has(bookingNum));
  if (absent.length === 0) return found;
  throw new Error(
    `the replay names ${absent.length} bookings that its span does not hold, ${absent[0]} among them; nothing was sent`,
  );
}

/** A replay reads the span that its event names. */
function windowsOf({ trigger, startedAt, program }: Run): WindowsOf {
  if (trigger.kind === 'replay') return () => split(trigger.from, trigger.to);
  return (status) => windowsFor(status, startedAt, program.settings);
}
