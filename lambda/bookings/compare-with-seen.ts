import {
  type BookingsAcceptedItem,
  type BookingsSeenItem,
  type FarBacklog,
  isMissed,
  type StoreSeen,
} from '../../src/domain/bookings-seen.ts';
import type { FetchedStore } from './fetch-store.ts';

/** What a run found at the booking host, beside what earlier runs saw. */
export interface Comparison {
  /** Stores without a confirmed booking that should have some. */
  readonly emptied: readonly EmptiedStore[];
  /** What the next run is to know of each store. */
  readonly stores: BookingsSeenItem['stores'];
}

export interface EmptiedStore {
  readonly storeId: string;
  readonly seen: StoreSeen;
}

export interface ComparisonOptions {
  readonly before: BookingsSeenItem['stores'];
  readonly accepted: BookingsAcceptedItem['stores'];
  readonly fetched: readonly FetchedStore[];
  readonly now: Date;
}

/** What became of a store since it was seen. */
type StoreChange =
  /** As it is to be remembered. */
  | { readonly state: 'known'; readonly storeId: string; readonly seen: StoreSeen }
  | { readonly state: 'forgotten' }
  | { readonly state: 'gone'; readonly storeId: string; readonly seen: StoreSeen };

/**
 * A store that was not read whole is not compared, and stays as it was seen. One that is not read at all is forgotten. A
 * store whose single booking is gone has most likely lost it by a cancellation: only together with another store is that
 * trouble. Pure.
 */
export function compareStores(options: ComparisonOptions): Comparison {
  const changes = options.fetched.map((store) => changeOf(store, options));
  const gone = changes.filter((change) => change.state === 'gone');
  const emptied = gone.length === 1 ? gone.filter(({ seen }) => !mayBeCancelled(seen)) : gone;
  const known = changes.filter((change) => change.state === 'known');
  const since = options.now.toISOString();
  return {
    emptied: emptied.map(({ storeId, seen }) => ({ storeId, seen })),
    stores: Object.fromEntries([
      ...known.map(({ storeId, seen }) => [storeId, seen]),
      ...emptied.map(({ storeId, seen }) => [storeId, { ...seen, emptySince: seen.emptySince ?? since }]),
    ]),
  };
}

function changeOf(store: FetchedStore, { before, accepted, now }: ComparisonOptions): StoreChange {
  const { storeId } = store;
  const seen = before[storeId];
  const current = seenNow(store, now);
  if (current !== null && current !== 'none') return { state: 'known', storeId, seen: current };
  if (!seen) return { state: 'forgotten' };
  if (current === null) return { state: 'known', storeId, seen };
  return isMissed(seen, accepted[storeId], now) ? { state: 'gone', storeId, seen } : { state: 'forgotten' };
}

/** Its only booking, and no earlier run has reported it. */
const mayBeCancelled = ({ confirmed, emptySince }: StoreSeen): boolean =>
  confirmed === 1 && emptySince === null;

/** Null: not known, since the list was not read whole, or has rows that are no bookings. */
function seenNow({ bookings, skipped, wholeStatuses }: FetchedStore, now: Date): StoreSeen | 'none' | null {
  const confirmed = bookings.filter(({ status }) => status === 'RC03');
  const lastMs = Math.max(...confirmed.map(({ startsAt }) => startsAt.getTime()));
  if (confirmed.length > 0) {
    return {
      confirmed: confirmed.length,
      lastStartsAt: new Date(lastMs).toISOString(),
      at: now.toISOString(),
      emptySince: null,
    };
  }
  return wholeStatuses.includes('RC03') && skipped.length === 0 ? 'none' : null;
}

/** What builds before this memory read, days. */
const formerDaysAhead = 31;

export interface FarBacklogOptions {
  /** Null: there is no memory of an earlier run. */
  readonly before: Pick<BookingsSeenItem, 'daysAhead' | 'farBacklog'> | null;
  /** Without a memory: whether an earlier build of ours may have been at work, which read 31 days. */
  readonly mayHaveRun: boolean;
  readonly daysAhead: number;
  readonly now: Date;
}

/** Which confirmed bookings are a backlog, since the window became longer than it was; null: none. Pure. */
export function farBacklogOf(options: FarBacklogOptions): FarBacklog | null {
  const { before, mayHaveRun, daysAhead, now } = options;
  if (!before && !mayHaveRun) return null;
  const readBefore = before?.daysAhead ?? formerDaysAhead;
  const known = before?.farBacklog ?? null;
  if (daysAhead <= readBefore) return known;
  return { beyondDays: Math.min(readBefore, known?.beyondDays ?? readBefore), before: now.toISOString() };
}
