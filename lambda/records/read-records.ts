import type { BookingRecord } from '../../src/rules/booking-record.ts';
import { readLegacyRow } from '../../src/rules/legacy-row.ts';
import { findClaims } from '../delivery/find-claims.ts';
import type { MessageKind } from '../messages/due-message.ts';
import type { RunContext } from '../run-context.ts';
import { batchGet } from './batch-get.ts';

/** The key of a booking's row in table `sms`. */
export interface RecordKey {
  readonly bookingNum: string;
  /** Hyphenated as legacy wrote it. */
  readonly phone: string;
}

export const recordId = (key: RecordKey): string => `${key.bookingNum}#${key.phone}`;

/** More released claims than this wait for a later run: they are due again, and a run sends only so many. */
const maxReleased = 1000;

/**
 * What the tables know of these bookings, by `recordId`: one call for all bookings of a run. Rows are read consistently;
 * a key without a row has a record with `row: null`. Throws when a row cannot be read: an unread row taken for none
 * would be confirmed a second time.
 */
export async function readRecords(
  context: Pick<RunContext, 'dynamo' | 'sleep' | 'tables'>,
  keys: readonly RecordKey[],
): Promise<ReadonlyMap<string, BookingRecord>> {
  const rowKeys = keys.map((key) => ({ booking_num: key.bookingNum, phone: key.phone }));
  const items = await batchGet(context, context.tables.sms, rowKeys);
  const rows = new Map(
    items.map(readLegacyRow).map((row) => [recordId({ bookingNum: row.booking_num, phone: row.phone }), row]),
  );
  const released = await readReleased(context);
  return new Map(
    keys.map((key) => {
      const id = recordId(key);
      return [id, { row: rows.get(id) ?? null, released: released.get(id) ?? new Set() }];
    }),
  );
}

async function readReleased(
  context: Pick<RunContext, 'dynamo' | 'sleep' | 'tables'>,
): Promise<ReadonlyMap<string, ReadonlySet<MessageKind>>> {
  const kinds = new Map<string, Set<MessageKind>>();
  for (const claim of await findClaims(context, 'RELEASED', maxReleased)) {
    const id = recordId({ bookingNum: claim.booking_num, phone: claim.phone });
    kinds.set(id, (kinds.get(id) ?? new Set()).add(claim.kind));
  }
  return kinds;
}
