/* What all looks at the hops of one forced alarm showed together: a later look adds to it and takes nothing away. Pure. */
import { type AlarmHistoryItem, type ForcedHistory, readForcedHistory } from './alarm-history.ts';
import type { RelayReceipt } from './relay-receipts.ts';
import type { Reading } from './verification-facts.ts';

export interface RelayLog {
  readonly receipts: readonly RelayReceipt[];
  /** Why runs of the relay ended badly. */
  readonly failures: readonly string[];
}

/** Why the latest look at a source failed. */
export type Unread = Extract<Reading<never>, { state: 'unreadable' }>;

export interface SeenHops {
  /** Every entry that any look showed. */
  readonly items: readonly AlarmHistoryItem[];
  /** Null where the latest look read it: then what is missing was looked for. */
  readonly historyUnread: Unread | null;
  readonly relay: RelayLog;
  readonly relayUnread: Unread | null;
}

/** Stands where no look was made yet. */
export const neverRead: Unread = {
  ...{ state: 'unreadable', reason: 'it was not read', source: 'none', mayHeal: true },
};

/** Before the first look. */
export const nothingSeen: SeenHops = {
  ...{ items: [], historyUnread: neverRead },
  ...{ relay: { receipts: [], failures: [] }, relayUnread: neverRead },
};

export interface HopLook {
  readonly items: Reading<readonly AlarmHistoryItem[]>;
  readonly relay: Reading<RelayLog>;
}

/** A read can lag or fail: an entry that was seen once stays seen. */
export function rememberLook(seen: SeenHops, { items, relay }: HopLook): SeenHops {
  return {
    items: items.state === 'read' ? united(seen.items, items.value) : seen.items,
    historyUnread: items.state === 'read' ? null : items,
    relay: relay.state === 'read' ? unitedLogs(seen.relay, relay.value) : seen.relay,
    relayUnread: relay.state === 'read' ? null : relay,
  };
}

function unitedLogs(one: RelayLog, other: RelayLog): RelayLog {
  return {
    receipts: united(one.receipts, other.receipts),
    failures: united(one.failures, other.failures),
  };
}

/** Each once, in the order in which they were first seen. */
function united<T>(one: readonly T[], other: readonly T[]): readonly T[] {
  return [...new Map([...one, ...other].map((each) => [JSON.stringify(each), each])).values()];
}

/** The history of one forced state as all looks showed it. */
export function seenHistory({ items }: Pick<SeenHops, 'items'>, nonce: string): ForcedHistory {
  return readForcedHistory(items, nonce);
}
