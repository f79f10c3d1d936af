import * as z from 'zod';
import type { Facts } from './condition.ts';
import { is, named, takes } from './condition-spec.ts';
import { legacyFlags, messageKinds } from './message-kind.ts';

const kind = z.enum(messageKinds);
const flag = z.enum(legacyFlags);

/** Conditions on what our tables know of the booking. */
export const recordConditions = named({
  booking_not_in_db: ['true', is(({ record }) => record.row === null, rowText)],
  booking_in_db: ['true', is(({ record }) => record.row !== null, rowText)],
  flag_set: ['confirm_sms', takes(flag, (name, { record }) => record.row?.[name] === true, rowText)],
  /** A booking without a row has no flag set: where that matters, ask for `booking_in_db` beside it. */
  flag_not_set: ['remind_sms', takes(flag, (name, { record }) => record.row?.[name] !== true, rowText)],
  /** Our claim of this kind was given back: the message has definitely not been sent. */
  claim_released: ['confirm', takes(kind, (name, { record }) => record.released.has(name), releasedText)],
  /**
   * A message of this kind, or with `true` of any, was tried and SENS did not take it. What SENS refuses for good is
   * told by the run that met it, with an alarm of its own.
   */
  sms_send_failed: [
    'confirm',
    takes(
      z.union([z.literal(true), kind]),
      (which, { record }) => (which === true ? record.released.size > 0 : record.released.has(which)),
      releasedText,
    ),
  ],
});

function rowText({ record: { row } }: Facts): string {
  if (!row) return 'there is no row';
  const set = legacyFlags.filter((name) => row[name]);
  return `there is a row, with ${set.length === 0 ? 'no flag' : set.join(', ')} set`;
}

function releasedText({ record }: Facts): string {
  return record.released.size === 0
    ? 'no claim was given back'
    : `claims given back: ${[...record.released].join(', ')}`;
}
