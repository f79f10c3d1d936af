import { createHash } from 'node:crypto';
import {
  type DueMessage,
  type LegacyWrite,
  legacyFlagOf,
  type MessageKind,
} from '../../../lambda/messages/due-message.ts';

/** Origin: invented. People, stores and texts in here do not exist. */
export interface InventedBooking {
  readonly bookingNum: string;
  /** Hyphenated. */
  readonly phone: string;
  readonly kinds: readonly MessageKind[];
  readonly bookingTimeKst?: string;
  /** Where it is none that SENS knows, SENS refuses the message. */
  readonly from?: string;
}

/** The same kind has the same text for every booking, as the real templates have no variables. */
export const textOf = (kind: MessageKind): string => `[꾸며낸 가게] ${kind} 안내 문자`;

export function inventedMessage(
  booking: InventedBooking,
  kind: MessageKind,
  action: LegacyWrite['action'] = 'create-row',
): DueMessage {
  const flag = legacyFlagOf[kind];
  const content = textOf(kind);
  const phoneDigits = booking.phone.replaceAll('-', '');
  const bookingTimeKst = booking.bookingTimeKst ?? '2026-11-03 10:00:00';
  const row = {
    booking_num: booking.bookingNum,
    phone: booking.phone,
    name: 'invented',
    booking_time: bookingTimeKst,
    confirm_sms: kind === 'confirm',
    remind_sms: kind === 'guide',
    option_sms: kind === 'event',
    option_time: '',
  };
  return {
    bookingNum: booking.bookingNum,
    storeId: '1051707',
    phone: booking.phone,
    phoneDigits,
    kind,
    ruleName: 'invented',
    from: booking.from ?? '0200000000',
    type: 'LMS',
    contentType: 'COMM',
    subject: '안내',
    content,
    contentDigest: createHash('sha256').update(content).digest('hex'),
    bookingTimeKst,
    customerName: 'invented',
    legacy: action === 'create-row' ? { action, flag, row } : { action, flag },
  };
}
