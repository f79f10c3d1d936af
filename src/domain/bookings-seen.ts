/*
 * What the latest run saw at the booking host, kept in the control table, so that the next run notices what is gone: a
 * list that is suddenly empty looks like a quiet day otherwise.
 */
import * as z from 'zod';

const instant = z.iso.datetime({ offset: true });

const storeSeen = z.object({
  /** Confirmed bookings that it had, above zero. */
  confirmed: z.number().int().positive(),
  /** Start of the last of them, UTC ISO: until then an empty list is no ordinary end of its bookings. */
  lastStartsAt: instant,
  /** When they were seen, UTC ISO. */
  at: instant,
  /** When a run first found none of them left, UTC ISO; null: they were there in the latest run that read the store. */
  emptySince: instant.nullable().default(null),
});

/** Confirmed bookings beyond `beyondDays` ahead that existed before `before` (UTC ISO): nobody had looked that far then. */
const farBacklog = z.object({ beyondDays: z.number().int().positive(), before: instant });

/** name `bookings-seen` of the control table, written by scheduled runs alone. */
export const bookingsSeenSchema = z.object({
  /** Goes up with each write. */
  revision: z.number().int(),
  at: instant,
  /** How far ahead confirmed bookings were read, days. */
  daysAhead: z.number().int().positive(),
  /** Null: the window never became longer. */
  farBacklog: farBacklog.nullable().default(null),
  /** By store id. A store that had none is not here. */
  stores: z.record(z.string(), storeSeen),
  /** Bookings that were skipped, `<booking> <reason>`, and when that was last seen, UTC ISO: each is reported once. */
  skipped: z.record(z.string(), instant),
});

/** name `bookings-accepted`: stores whose empty list an operator accepted, and when, UTC ISO. */
export const bookingsAcceptedSchema = z.object({
  stores: z.record(z.string(), instant),
  acceptedBy: z.string(),
  acceptedAt: instant,
  reason: z.string(),
});

export type BookingsSeenItem = z.output<typeof bookingsSeenSchema>;
export type BookingsAcceptedItem = z.output<typeof bookingsAcceptedSchema>;
export type StoreSeen = z.output<typeof storeSeen>;
export type FarBacklog = z.output<typeof farBacklog>;

/** An empty list is reported for so long after its bookings were seen, milliseconds, unless an operator accepts it first. */
export const emptyReportedForMs = 7 * 24 * 60 * 60_000;

/**
 * Whether a store that shows no confirmed booking now should: it had some, the last of them is still to come, and no
 * operator has accepted that they are gone. Pure.
 */
export function isMissed(seen: StoreSeen, acceptedAt: string | undefined, now: Date): boolean {
  const isToCome = new Date(seen.lastStartsAt) > now;
  const isRecent = now.getTime() < Date.parse(seen.at) + emptyReportedForMs;
  const isAccepted = acceptedAt !== undefined && Date.parse(acceptedAt) >= Date.parse(seen.at);
  return isToCome && isRecent && !isAccepted;
}

/** A store that shows no booking in the latest run that read it, and should. */
export interface EmptiedStore {
  readonly storeId: string;
  readonly seen: StoreSeen;
}

/** The stores that the latest runs found empty and that nobody has accepted, by id. Pure. */
export function emptiedStores(
  seen: BookingsSeenItem | null,
  accepted: BookingsAcceptedItem | null,
  now: Date,
): readonly EmptiedStore[] {
  return Object.entries(seen?.stores ?? {})
    .filter(
      ([storeId, store]) => store.emptySince !== null && isMissed(store, accepted?.stores[storeId], now),
    )
    .map(([storeId, store]) => ({ storeId, seen: store }))
    .sort((left, right) => (left.storeId < right.storeId ? -1 : 1));
}
