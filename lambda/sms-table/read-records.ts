import * as z from 'zod';
import type { BookingRecord } from '../../src/rules/booking-record.ts';
import { type LegacyRow, readLegacyRow } from '../../src/rules/legacy-row.ts';
import { findClaims } from '../claim/find-claims.ts';
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
 * a key without a row has a record with `row: null`. Throws when the table cannot be read: an unread row taken for none
 * would be confirmed a second time. A row that does not fit its schema is told to `onMisfit` and gets no record.
 */
export async function readRecords(
  context: RecordReader,
  keys: readonly RecordKey[],
  onMisfit: OnMisfit = refuse,
): Promise<ReadonlyMap<string, BookingRecord>> {
  const rowKeys = keys.map((key) => ({ booking_num: key.bookingNum, phone: key.phone }));
  const items = await batchGet(context, context.tables.sms, rowKeys);
  const rows = readRows(items, onMisfit);
  const released = await readReleased(context);
  return new Map(
    keys.flatMap((key): [string, BookingRecord][] => {
      const id = recordId(key);
      const row = rows.get(id) ?? null;
      return row === 'misfit' ? [] : [[id, { row, released: released.get(id) ?? new Set() }]];
    }),
  );
}

type RecordReader = Pick<RunContext, 'dynamo' | 'sleep' | 'tables'> &
  Partial<Pick<RunContext, 'reportUnreadable'>>;

/** What is told of a row that does not fit: its record id and the attribute. */
export type OnMisfit = (id: string, attribute: string) => void;

const refuse: OnMisfit = (_, attribute) => {
  throw new Error(`a row of table sms does not fit its schema at: ${attribute}`);
};

/** The keys of a table are always there and always texts. */
const keySchema = z.object({ booking_num: z.string(), phone: z.string() });

function readRows(
  items: readonly Readonly<Record<string, unknown>>[],
  onMisfit: OnMisfit,
): ReadonlyMap<string, LegacyRow | 'misfit'> {
  return new Map(
    items.map((item): [string, LegacyRow | 'misfit'] => {
      const key = keySchema.parse(item);
      const id = recordId({ bookingNum: key.booking_num, phone: key.phone });
      try {
        return [id, readLegacyRow(item)];
      } catch (cause) {
        if (!(cause instanceof z.ZodError)) throw cause;
        onMisfit(id, cause.issues[0]?.path.join('.') ?? '');
        return [id, 'misfit'];
      }
    }),
  );
}

async function readReleased(context: RecordReader): Promise<ReadonlyMap<string, ReadonlySet<MessageKind>>> {
  const kinds = new Map<string, Set<MessageKind>>();
  for (const claim of await findClaims(context, 'RELEASED', maxReleased)) {
    const id = recordId({ bookingNum: claim.booking_num, phone: claim.phone });
    kinds.set(id, (kinds.get(id) ?? new Set()).add(claim.kind));
  }
  return kinds;
}
