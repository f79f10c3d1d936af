import * as z from 'zod';
import type { BookingRecord } from '../../src/rules/booking-record.ts';
import { type LegacyRow, readLegacyRow } from '../../src/rules/legacy-row.ts';
import { findClaims } from '../claim/find-claims.ts';
import type { LegacyFlag, MessageKind } from '../messages/due-message.ts';
import type { RunContext } from '../run-context.ts';
import { batchGet } from './batch-get.ts';
import { findOtherRows } from './find-other-rows.ts';
import { type RecordKey, recordId } from './record-key.ts';

/** More released claims than this wait for a later run: they are due again, and a run sends only so many. */
const maxReleased = 1000;

/**
 * What the tables know of these bookings, by `recordId`: one call for all bookings of a run. Rows are read consistently;
 * a key without a row, under it or under another key of the same number, has a record with `row: null`. Throws when the
 * table cannot be read: an unread row taken for none would be confirmed a second time. A malformed row is reported to
 * `onMisfit` by its booking's record id, and gets no record.
 */
export async function readRecords(
  context: RecordReader,
  keys: readonly RecordKey[],
  onMisfit: OnMisfit = refuse,
): Promise<ReadonlyMap<string, BookingRecord>> {
  const rowKeys = keys.map((key) => ({ booking_num: key.bookingNum, phone: key.phone }));
  const items = await batchGet(context, context.tables.sms, rowKeys);
  const stored = new Map(items.map((item) => [recordId(keyOf(item)), item]));
  const searches = keys.filter((key) => key.isUsual === false || !stored.has(recordId(key)));
  const others = await findOtherRows(context, context.tables.sms, searches);
  const released = await readReleased(context);
  return new Map(
    keys.flatMap((key): [string, BookingRecord][] => {
      const id = recordId(key);
      const item = stored.get(id);
      const rows = [...(item ? [item] : []), ...(others.get(id) ?? [])];
      const row = readRow(rows, (attribute) => onMisfit(id, attribute));
      if (row === 'misfit') return [];
      const ownId = row ? recordId({ bookingNum: row.booking_num, phone: row.phone }) : id;
      return [[id, { row, released: released.get(ownId) ?? new Set() }]];
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

const keyOf = (item: Readonly<Record<string, unknown>>): RecordKey => {
  const { booking_num: bookingNum, phone } = keySchema.parse(item);
  return { bookingNum, phone };
};

/** The rows of one number as one: the first one's key, and each flag that any of them has. Null: there is none. */
function readRow(
  items: readonly Readonly<Record<string, unknown>>[],
  onMisfit: (attribute: string) => void,
): LegacyRow | null | 'misfit' {
  try {
    const [first, ...others] = items.map(readLegacyRow);
    if (!first) return null;
    const has = (flag: LegacyFlag): boolean => [first, ...others].some((row) => row[flag]);
    return {
      ...first,
      confirm_sms: has('confirm_sms'),
      remind_sms: has('remind_sms'),
      option_sms: has('option_sms'),
    };
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    onMisfit(cause.issues[0]?.path.join('.') ?? '');
    return 'misfit';
  }
}

async function readReleased(context: RecordReader): Promise<ReadonlyMap<string, ReadonlySet<MessageKind>>> {
  const kinds = new Map<string, Set<MessageKind>>();
  for (const claim of await findClaims(context, 'RELEASED', maxReleased)) {
    const id = recordId({ bookingNum: claim.booking_num, phone: claim.phone });
    kinds.set(id, (kinds.get(id) ?? new Set()).add(claim.kind));
  }
  return kinds;
}
