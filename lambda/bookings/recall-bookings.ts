import type { BookingsSeenItem } from '../../src/domain/bookings-seen.ts';
import { toKst } from '../../src/domain/kst.ts';
import type { Run } from '../open-run.ts';
import { reasonOf } from '../run-failed.ts';
import { compareStores, farBacklogOf } from './compare-with-seen.ts';
import type { FetchedStore } from './fetch-store.ts';
import type { Recollection } from './recollection.ts';
import { type SeenReading, seenStore } from './seen-store.ts';

/**
 * Compares the stores with what earlier runs saw of them, and reports those that are empty now. A replay reads another
 * span of time, so that it compares nothing: null.
 */
export async function recallBookings(
  run: Run,
  fetched: readonly FetchedStore[],
): Promise<Recollection | null> {
  if (run.trigger.kind === 'replay') return null;
  const { dynamo, tables, clock, settings } = run.program;
  const store = seenStore(dynamo, tables.control);
  const before = await store.read();
  if (before.state === 'unread') {
    run.tally.checksUnread += 1;
    run.emit('bookings_seen_unread', { reason: before.reason });
  }
  const item = before.state === 'read' ? before.item : null;
  const now = clock.now();
  const accepted = await store.readAccepted();
  const { emptied, stores } = compareStores({ before: item?.stores ?? {}, accepted, fetched, now });
  run.tally.storesEmptied = emptied.length;
  for (const { storeId, seen } of emptied) {
    run.emit('store_emptied', {
      store_id: storeId,
      bookings_before: seen.confirmed,
      seen_at: seen.at,
      last_visit: toKst(new Date(seen.lastStartsAt)),
    });
  }
  // In doubt yes: a booking that waits for an acknowledgement is better than a message to a whole backlog.
  const mayHaveRun = item === null && (await wasLive(run, before));
  const farBacklog = farBacklogOf({ before: item, mayHaveRun, daysAhead: settings.confirmedDaysAhead, now });
  return { before, stores, farBacklog };
}

async function wasLive({ program, invocation }: Run, before: SeenReading): Promise<boolean> {
  if (before.state === 'unread') return true;
  const store = seenStore(program.dynamo, program.tables.control);
  return (await store.wasLiveBefore(invocation.requestId)) ?? true;
}

/** Those of the skipped bookings that no earlier run reported. */
export function newlySkipped(skipped: readonly string[], recollection: Recollection | null): number {
  const known = knownSkipped(recollection);
  return skipped.filter((id) => known[id] === undefined).length;
}

function knownSkipped(recollection: Recollection | null): BookingsSeenItem['skipped'] {
  return (recollection?.before.state === 'read' ? recollection.before.item?.skipped : null) ?? {};
}

/** Completed bookings are read for an hour of the day, and for 31 days: what was not seen for longer is forgotten. */
const rememberedForMs = 40 * 24 * 60 * 60_000;
/** More than these are not single bookings but a change of the host: they are reported in each run. */
const maxRemembered = 500;

/**
 * Leaves to the next run what this one saw. Last of all, so that what is remembered as reported was reported. Never throws:
 * without it the next run compares with an older memory.
 */
export async function rememberBookings(run: Run): Promise<void> {
  const { recollection, trigger, program, tally } = run;
  if (!recollection || trigger.kind !== 'schedule') return;
  const { before, stores, farBacklog } = recollection;
  // A table that did not answer may hold a memory that must not be lost.
  if (before.state === 'unread' && !before.isMalformed) return;
  const now = program.clock.now();
  const item: BookingsSeenItem = {
    revision: (before.state === 'read' ? (before.item?.revision ?? 0) : 0) + 1,
    at: now.toISOString(),
    daysAhead: program.settings.confirmedDaysAhead,
    farBacklog,
    stores,
    skipped: rememberedSkips(knownSkipped(recollection), tally.skippedBookings, now),
  };
  try {
    await seenStore(program.dynamo, program.tables.control).write(before, item);
  } catch (cause) {
    run.emit('bookings_seen_unread', { reason: `it could not be written: ${reasonOf(cause)}` });
  }
}

function rememberedSkips(
  known: BookingsSeenItem['skipped'],
  skipped: readonly string[],
  now: Date,
): BookingsSeenItem['skipped'] {
  const since = now.getTime() - rememberedForMs;
  const kept = Object.entries(known).filter(([, at]) => Date.parse(at) >= since);
  // A row without an id can be told from no other: it is reported each time.
  const named = skipped.filter((id) => !id.startsWith('unknown '));
  const seen = named.map((id): [string, string] => [id, now.toISOString()]);
  const all = Object.entries(Object.fromEntries([...kept, ...seen]));
  return Object.fromEntries(
    all.sort(([, left], [, right]) => (left < right ? 1 : -1)).slice(0, maxRemembered),
  );
}
