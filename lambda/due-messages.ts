import type { Booking } from '../src/rules/booking.ts';
import type { BookingRecord } from '../src/rules/booking-record.ts';
import type { OpenedRun, Run } from './open-run.ts';
import { notYetRejected } from './record/rejected-messages.ts';
import { reportDecisions } from './report-decisions.ts';
import { type Decisions, decideMessages } from './rules/decide-messages.ts';
import { isSmsTableEmpty } from './sms-table/is-table-empty.ts';
import { readRecords } from './sms-table/read-records.ts';
import { recordId } from './sms-table/record-key.ts';
import { noteSkipped } from './summary/note-skipped.ts';

/** What is due, with the bookings and records it was decided from. */
export interface DueMessages extends Decisions {
  readonly bookings: readonly Booking[];
  readonly recordOf: (booking: Booking) => BookingRecord;
}

/** The step "due messages": reads what the tables know of the bookings, and decides by rules.yaml and the templates. */
export async function findDueMessages(
  run: Run,
  { context, charge }: OpenedRun,
  found: readonly Booking[],
): Promise<DueMessages> {
  const misfits = new Map<string, string>();
  const records = await readRecords(context, found.map(keyOf), (id, attribute) => misfits.set(id, attribute));
  const byNumber = new Map(
    found.map((booking) => [booking.bookingNum, records.get(recordId(keyOf(booking)))]),
  );
  const recordOf = (booking: Booking): BookingRecord => {
    const record = byNumber.get(booking.bookingNum);
    if (!record) throw new Error(`the record of booking ${booking.bookingNum} was not read`);
    return record;
  };
  const bookings = withoutMisfits(run, found, misfits).map((booking) =>
    underKeyOf(booking, recordOf(booking)),
  );
  // Reading a thousand stores takes minutes; a booking may have begun meanwhile.
  const now = context.now();
  const decided = decideMessages({
    settings: run.program.settings,
    bookings,
    recordOf,
    now,
    lastSendAt: new Date(now.getTime() + context.remainingMs()),
    // One row among these bookings says as much as the table would.
    isTableEmpty:
      bookings.length > 0 &&
      bookings.every((booking) => !recordOf(booking).row) &&
      (await isSmsTableEmpty(context)),
    inChargeSince: charge.since,
    farBacklog: run.recollection?.farBacklog ?? null,
  });
  const decisions = { ...decided, unsendable: await notYetRejected(context, decided.unsendable) };
  const rejectedBefore = decided.unsendable.length - decisions.unsendable.length;
  reportDecisions(run, decisions, rejectedBefore);
  return { ...decisions, bookings, recordOf };
}

const keyOf = ({ bookingNum, phone }: Booking) => ({ bookingNum, phone: phone.key, isUsual: phone.isUsual });

/** A booking goes on under the key that its row has: flags and claims of another key would be those of another row. */
function underKeyOf(booking: Booking, { row }: BookingRecord): Booking {
  if (row === null || row.phone === booking.phone.key) return booking;
  return { ...booking, phone: { ...booking.phone, key: row.phone } };
}

/** A booking whose row in `sms` is broken stops no other: it is skipped and reported, never taken for a new one. */
function withoutMisfits(
  { emit, tally }: Run,
  found: readonly Booking[],
  misfits: ReadonlyMap<string, string>,
): readonly Booking[] {
  return found.filter((booking) => {
    const attribute = misfits.get(recordId(keyOf(booking)));
    if (attribute === undefined) return true;
    const { storeId: store_id, bookingNum: booking_num } = booking;
    tally.bookings.read -= 1;
    noteSkipped(tally, { bookingNum: booking_num, reason: 'invalid-record' });
    emit('booking_skipped', { store_id, booking_num, reason: 'invalid-record', field: attribute });
    return false;
  });
}
