import { maskPhone } from '../src/domain/phone-number.ts';
import type { Booking } from '../src/rules/booking.ts';
import type { BookingRecord } from '../src/rules/booking-record.ts';
import type { OpenedRun, Run } from './open-run.ts';
import { readRecords, recordId } from './records/read-records.ts';
import { type Decisions, decideMessages } from './rules/decide-messages.ts';

/** What is due, with the bookings and records it was decided from. */
export interface DueMessages extends Decisions {
  readonly bookings: readonly Booking[];
  readonly recordOf: (booking: Booking) => BookingRecord;
}

/** The step "due messages": reads what the tables know of the bookings, and decides by rules.yaml and the templates. */
export async function findDueMessages(
  run: Run,
  { context, approval }: OpenedRun,
  bookings: readonly Booking[],
): Promise<DueMessages> {
  const keyOf = (booking: Booking) => ({ bookingNum: booking.bookingNum, phone: booking.phone.key });
  const records = await readRecords(context, bookings.map(keyOf));
  const recordOf = (booking: Booking): BookingRecord => {
    const record = records.get(recordId(keyOf(booking)));
    if (!record) throw new Error(`the record of booking ${booking.bookingNum} was not read`);
    return record;
  };
  const decisions = decideMessages({
    settings: run.program.settings,
    bookings,
    recordOf,
    // Reading a thousand stores takes minutes; a booking may have begun meanwhile.
    now: context.now(),
    inChargeSince: approval && new Date(approval.approvedAt),
  });
  report(run, decisions);
  return { ...decisions, bookings, recordOf };
}

function report({ emit, tally }: Run, { due, unsendable }: Decisions): void {
  tally.messagesDue = due.length + unsendable.length;
  tally.refused = unsendable.length;
  for (const message of due) {
    emit('message_due', {
      booking_num: message.bookingNum,
      kind: message.kind,
      phone_masked: maskPhone(message.phone),
      rule_name: message.ruleName,
      message_type: message.type,
    });
  }
  for (const { bookingNum, kind, phone, reason } of unsendable) {
    emit('send_refused', { booking_num: bookingNum, kind, phone_masked: maskPhone(phone), reason });
  }
}
