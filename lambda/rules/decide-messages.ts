import type { Booking } from '../../src/rules/booking.ts';
import type { BookingRecord } from '../../src/rules/booking-record.ts';
import { dueKinds } from '../../src/rules/due-kinds.ts';
import { composeMessage } from '../messages/compose-message.ts';
import type { DueMessage, MessageKind, MissedMessage } from '../messages/due-message.ts';
import type { Settings } from '../settings/read-settings.ts';
import { missedKinds } from './missed-kinds.ts';

export interface Decisions {
  /** In the order in which they are to be sent. */
  readonly due: readonly DueMessage[];
  readonly unsendable: readonly UnsendableMessage[];
  readonly missed: readonly MissedMessage[];
}

/** A message that is due and that SENS could not carry, for its text. */
export interface UnsendableMessage {
  readonly bookingNum: string;
  readonly phone: string;
  readonly kind: MessageKind;
  readonly reason: string;
}

export interface DecideOptions {
  readonly settings: Settings;
  readonly bookings: readonly Booking[];
  /** Throws where the record was not read: an unread one is never "no row". */
  readonly recordOf: (booking: Booking) => BookingRecord;
  readonly now: Date;
  /** Null: no live approval is in force, so nothing can be missed by us. */
  readonly inChargeSince: Date | null;
}

/** Decides for every booking what is due and what was missed. Confirmed bookings go first, as the old function had it. Pure. */
export function decideMessages(options: DecideOptions): Decisions {
  const ordered = options.bookings.toSorted((a, b) => a.status.localeCompare(b.status));
  const each = ordered.map((booking) => decideBooking(options, booking));
  return {
    due: each.flatMap((decided) => decided.due),
    unsendable: each.flatMap((decided) => decided.unsendable),
    missed: each.flatMap((decided) => decided.missed),
  };
}

function decideBooking(options: DecideOptions, booking: Booking): Decisions {
  const record = options.recordOf(booking);
  const facts = { booking, record, now: options.now };
  const { rules } = options.settings;
  const missed = options.inChargeSince ? missedKinds(rules, facts, options.inChargeSince) : [];
  const composed = compose(options, booking, record);
  const subject = { bookingNum: booking.bookingNum, storeId: booking.storeId, phone: booking.phone.key };
  return {
    ...composed,
    missed: missed.map((kind) => ({ ...subject, kind, reason: 'the booking began before it could be sent' })),
  };
}

function compose(options: DecideOptions, booking: Booking, record: BookingRecord): Omit<Decisions, 'missed'> {
  const { settings } = options;
  const due: DueMessage[] = [];
  const unsendable: UnsendableMessage[] = [];
  const store = settings.stores.find(({ id }) => id === booking.storeId);
  if (!store) throw new Error(`booking ${booking.bookingNum} is of no store in stores.yaml`);
  for (const dueKind of dueKinds(settings.rules, { booking, record, now: options.now })) {
    const createsRow = record.row === null && due.length === 0;
    const composed = composeMessage({
      due: dueKind,
      booking,
      store,
      template: settings.templates[dueKind.kind],
      defaultFrom: settings.defaultFrom,
      createsRow,
    });
    if (composed.state === 'composed') due.push(composed.message);
    else {
      const { bookingNum, phone } = booking;
      unsendable.push({ bookingNum, phone: phone.key, kind: dueKind.kind, reason: composed.reason });
    }
  }
  return { due, unsendable };
}
