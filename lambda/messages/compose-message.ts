import { createHash } from 'node:crypto';
import { kstDate, toKst } from '../../src/domain/kst.ts';
import type { Booking } from '../../src/rules/booking.ts';
import type { DueKind } from '../../src/rules/due-kinds.ts';
import { fillTemplate, namesIn, placeholderNames } from '../../src/rules/settings/fill-template.ts';
import { typeByLength, whyUnsendable } from '../../src/rules/settings/message-limits.ts';
import type { Store, StoreSettings } from '../../src/rules/settings/stores.ts';
import type { Template } from '../../src/rules/settings/template.ts';
import { type DueMessage, type LegacyRow, type LegacyWrite, legacyFlagOf } from './due-message.ts';

export interface ComposeOptions {
  readonly due: DueKind;
  readonly booking: Booking;
  readonly store: Store;
  readonly template: Template;
  readonly senders: Pick<StoreSettings, 'defaultFrom' | 'ownNumberFor'>;
  /** True: no row is there, and no earlier message of this booking will have made one. */
  readonly createsRow: boolean;
}

export type Composed =
  | { readonly state: 'composed'; readonly message: DueMessage }
  | { readonly state: 'unsendable'; readonly reason: string; readonly contentDigest: string };

/** Makes the message that a rule found due, or says why SENS could not carry it. Nothing is ever cut. Pure. */
export function composeMessage(options: ComposeOptions): Composed {
  const { due, booking, store, template, senders } = options;
  const text = template.storeContents[store.id] ?? template.content ?? '';
  const filled = fillTemplate(text, placeholders(options));
  const type = template.type === 'LMS' ? 'LMS' : typeByLength(filled);
  const wire = {
    phoneDigits: booking.phone.digits,
    from: senders.ownNumberFor.includes(due.kind) ? store.from : senders.defaultFrom,
    type,
    contentType: template.contentType,
    subject: type === 'LMS' ? template.subject : null,
    content: filled,
  };
  const unsendable =
    whatIsMissing(booking, namesIn(text)) ?? whyUnsendable({ content: filled, subject: template.subject });
  if (unsendable !== null) {
    return { state: 'unsendable', reason: unsendable, contentDigest: digestOf(wire) };
  }
  const message: DueMessage = {
    bookingNum: booking.bookingNum,
    storeId: booking.storeId,
    phone: booking.phone.key,
    kind: due.kind,
    ruleName: due.ruleName,
    ...wire,
    contentDigest: digestOf(wire),
    bookingTimeKst: toKst(booking.startsAt),
    customerName: booking.customerName ?? '',
    legacy: legacyWrite(options),
  };
  return { state: 'composed', message };
}

/** Why a text that names these placeholders cannot be filled for this booking; null if it can. */
function whatIsMissing(booking: Booking, names: readonly string[]): string | null {
  if (booking.customerName === null && names.includes('customerName')) {
    return 'the text names the customer, and the booking has no readable name';
  }
  if (booking.unreadOptions > 0 && names.includes('optionNames')) {
    return 'the text names the options, and an option of the booking has no readable name';
  }
  return null;
}

function placeholders({ booking, store, due }: ComposeOptions): Record<string, string> {
  const known = placeholderNames(due.kind);
  const values = {
    optionNames: booking.optionNames.join(', '),
    storeName: store.name,
    customerName: booking.customerName ?? '',
    bookingDate: kstDate(booking.startsAt),
    bookingTime: toKst(booking.startsAt).slice(11, 16),
  };
  const ofKind = Object.entries(values).filter(([name]) => known.includes(name));
  return { ...store.texts, ...Object.fromEntries(ofKind) };
}

type Wire = Pick<DueMessage, 'from' | 'phoneDigits' | 'type' | 'contentType' | 'subject' | 'content'>;

function digestOf(wire: Wire): string {
  const parts = [wire.from, wire.phoneDigits, wire.type, wire.contentType, wire.subject, wire.content];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function legacyWrite({ due, booking, createsRow }: ComposeOptions): LegacyWrite {
  const flag = legacyFlagOf[due.kind];
  if (!createsRow) return { action: 'set-flag', flag };
  const row: LegacyRow = {
    booking_num: booking.bookingNum,
    phone: booking.phone.key,
    name: booking.customerName ?? '',
    booking_time: toKst(booking.startsAt),
    confirm_sms: false,
    remind_sms: false,
    option_sms: false,
    option_time: '',
    [flag]: true,
  };
  return { action: 'create-row', flag, row };
}
