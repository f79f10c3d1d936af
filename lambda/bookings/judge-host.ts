import type { FetchedStore } from './fetch-store.ts';

export interface HostJudgement {
  /** Stores of which something could not be read. */
  readonly storesFailed: number;
  /** Why the run fails, now or after its work; null if at least one store was read as it should be. */
  readonly failure: string | null;
  /** False: nothing was read, so there is no work. */
  readonly hasRead: boolean;
}

/**
 * What the stores together say of the host: the failure of one is that store's own; a run fails if every store failed, or
 * if the rows of every store that has any cannot be read. Pure.
 */
export function judgeHost(stores: readonly FetchedStore[]): HostJudgement {
  const failed = stores.filter(({ failures }) => failures.length > 0);
  const unreadable = stores.filter(({ isUnreadable }) => isUnreadable);
  const withRows = stores.filter(({ returnedCount }) => returnedCount > 0);
  const isUnread = stores.length > 0 && failed.length === stores.length;
  const isChanged = unreadable.length > 0 && withRows.every(({ isUnreadable }) => isUnreadable);
  const [first] = isChanged ? unreadable : failed;
  const why = `store ${first?.storeId}: ${first?.failures.join('; ')}`;
  return {
    storesFailed: failed.length,
    failure: isUnread || isChanged ? `no store could be read: ${why}` : null,
    hasRead: stores.some(({ wholeStatuses, returnedCount }) => wholeStatuses.length > 0 || returnedCount > 0),
  };
}
