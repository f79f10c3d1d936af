import type { Booking, BookingStatus } from '../../src/rules/booking.ts';
import { mayHold } from '../../src/rules/may-hold.ts';
import type { Store } from '../../src/rules/settings/stores.ts';
import type { Run } from '../open-run.ts';
import type { Session } from '../session/open-session.ts';
import { noteSkipped } from '../summary/note-skipped.ts';
import { addTo } from '../summary/sums.ts';
import { bookingApi } from './booking-api.ts';
import { fetchBookings } from './fetch-bookings.ts';
import type { FetchedStore } from './fetch-store.ts';
import { judgeHost } from './judge-host.ts';
import { recallBookings } from './recall-bookings.ts';
import { split, type WindowsOf, windowsFor } from './windows.ts';

/**
 * The step "bookings": those of every store that can be read. Throws if nothing can be read, and if a replay names a
 * booking that is not there. If no store was read as it should be, the tally has the reason (`hostFailure`): such a run
 * fails after it has done what it could.
 */
export async function readStoreBookings(run: Run, session: Session): Promise<readonly Booking[]> {
  const { program, tally } = run;
  const api = bookingApi({
    baseUrl: program.baseUrls.booking,
    loginUrl: program.baseUrls.login,
    cookies: session.cookies,
    gate: program.bookingGate,
    now: program.clock.now,
    mayAsk: () => program.clock.now() < partOf(run, readingPart),
  });
  const stores = storesOf(run);
  const fetched = await fetchBookings({
    ...{ api, stores, windowsOf: windowsOf(run), emit: run.emit },
    mayReadFar: () => program.clock.now() < partOf(run, farPart),
  });
  const bookings = fetched.flatMap((store) => store.bookings);
  noteBookings(tally, fetched, bookings.length);
  const host = judgeHost(fetched);
  tally.storesFailed = host.storesFailed;
  tally.hostFailure = host.failure;
  run.recollection = await recallBookings(run, fetched);
  if (host.failure !== null && !host.hasRead) throw new Error(host.failure);
  return namedOf(run, bookings);
}

/** Half of a run's time is kept for what it is for: deciding and sending. */
const farPart = 1 / 2;
/** A host so slow that it is still read then would keep what was read from being sent, and the run from its summary. */
const readingPart = 3 / 4;

/** When this part of the run's time is over. */
function partOf({ startedAt, invocation }: Run, part: number): Date {
  const startMs = startedAt.getTime();
  return new Date(startMs + (invocation.deadlineMs - startMs) * part);
}

/** Adds what the stores returned to the sums of the run. */
export function noteBookings(tally: Run['tally'], stores: readonly FetchedStore[], read: number): void {
  const { bookings } = tally;
  bookings.returned = stores.reduce((sum, store) => sum + store.returnedCount, 0);
  bookings.read = read;
  for (const { skipped, repeated } of stores) {
    for (const one of skipped) noteSkipped(tally, one);
    addTo(bookings.skipped, 'repeated', repeated.length);
  }
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

/**
 * A replay reads the span that its event names. Any other run reads completed bookings only if a rule can hold for them
 * before it ends: at other hours they would be a third to a half of all calls, for nothing.
 */
function windowsOf({ trigger, startedAt, program, invocation }: Run): WindowsOf {
  if (trigger.kind === 'replay') return () => split(trigger.from, trigger.to);
  const { settings } = program;
  const span = { from: startedAt, to: new Date(invocation.deadlineMs) };
  const isRead = (status: BookingStatus): boolean =>
    status === 'RC03' || mayHold(settings.rules, status, span);
  return (status) => (isRead(status) ? windowsFor(status, startedAt, settings) : []);
}
