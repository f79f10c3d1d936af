import type { Booking } from '../../src/rules/booking.ts';
import type { Run } from '../open-run.ts';
import type { Session } from '../session/open-session.ts';
import { bookingApi } from './booking-api.ts';
import { fetchBookings } from './fetch-bookings.ts';
import { split, type WindowsOf, windowsFor } from './windows.ts';

/** The step "bookings": those of every store that can be read. Throws where no store can. */
export async function readStoreBookings(run: Run, session: Session): Promise<readonly Booking[]> {
  const { program, tally } = run;
  const api = bookingApi({
    baseUrl: program.baseUrls.booking,
    cookies: session.cookies,
    gate: program.bookingGate,
    now: program.clock.now,
  });
  const { stores } = program.settings;
  const fetched = await fetchBookings({ api, stores, windowsOf: windowsOf(run), emit: run.emit });
  tally.storesFailed = fetched.failedStores.length;
  tally.bookingsSeen = fetched.bookings.length + fetched.skippedCount;
  tally.bookingsSkipped = fetched.skippedCount;
  const [firstFailed] = fetched.failedStores;
  if (firstFailed && fetched.failedStores.length === stores.length) {
    throw new Error(`no store could be read: ${firstFailed.reason}`);
  }
  return fetched.bookings;
}

/** A replay reads the span that its event names. */
function windowsOf({ trigger, startedAt, program }: Run): WindowsOf {
  if (trigger.kind === 'replay') return () => split(trigger.from, trigger.to);
  return (status) => windowsFor(status, startedAt, program.settings);
}
