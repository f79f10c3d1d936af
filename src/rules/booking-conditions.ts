import * as z from 'zod';
import { readableText } from '../domain/readable-text.ts';
import { bookingStatuses } from './booking.ts';
import type { Facts } from './condition.ts';
import { named, takes } from './condition-spec.ts';
import { compare, comparison, observeField } from './field-comparison.ts';

const keyword = z
  .string()
  .transform(readableText)
  .refine((word) => word.trim() !== '', 'a keyword needs at least one visible character');
const keywords = z.array(keyword).min(1);
/** Only these are read from the booking API; a rule for another would never hold. */
const status = z.enum(bookingStatuses);

/** The options by which the old system knew that a customer ordered an edit by hand. */
const proEditKeywords = ['전문가 보정', '사진 보정 추가'];

/** Conditions on the booking itself. */
export const bookingConditions = named({
  booking_status: [
    'RC08',
    takes(
      status,
      (wanted, { booking }) => booking.status === wanted,
      statusText,
      (wanted) => (outlook) => outlook.status === wanted,
    ),
  ],
  booking_status_any: [
    '[RC03, RC08]',
    takes(
      z.array(status).min(1),
      (wanted, { booking }) => wanted.includes(booking.status),
      statusText,
      (wanted) => (outlook) => wanted.includes(outlook.status),
    ),
  ],
  store_id_matches: [
    '["1051707"]',
    takes(
      z.array(z.string().regex(/^\d+$/, 'a store id is digits in quotes')).min(1),
      (ids, { booking }) => ids.includes(booking.storeId),
      ({ booking }) => `the store is ${booking.storeId}`,
    ),
  ],
  /** A keyword is part of an option's name. Only the names count, not what else the row says of options. */
  has_option_keyword: [
    '[네이버, 인스타]',
    takes(keywords, (words, facts) => fitting(facts, words) > 0, optionsText),
  ],
  has_multiple_options: [
    '{ keywords: [네이버, 인스타], at_least: 2 }',
    takes(
      z.strictObject({ keywords, at_least: z.number().int().min(2) }),
      ({ keywords: words, at_least }, facts) => fitting(facts, words) >= at_least,
      optionsText,
    ),
  ],
  /** An edit by hand was ordered, with `at_least` so many of them. */
  has_pro_edit_option: [
    'true',
    takes(
      z.union([
        z.literal(true).transform(() => ({ at_least: 1 })),
        z.strictObject({ at_least: z.number().int().min(1) }),
      ]),
      ({ at_least }, facts) => proEdits(facts) >= at_least,
      (facts) => `${proEdits(facts)} edits by hand are ordered; ${optionsText(facts)}`,
    ),
  ],
  /** A field of the row as the API sent it, also one that no code knows. */
  field: [
    '{ path: bookingCount, operator: at_least, value: 2 }',
    takes(
      comparison,
      (wanted, { booking }) => compare(booking.fields, wanted),
      ({ booking }, wanted) => observeField(booking.fields, wanted.path),
    ),
  ],
});

/** How many of the options have one of these words in their name. */
function fitting({ booking, takesUnreadOptions }: Facts, words: readonly string[]): number {
  const read = booking.optionNames.filter((name) => hasWord(name, words)).length;
  return takesUnreadOptions ? read + booking.unreadOptions : read;
}

function hasWord(name: string, words: readonly string[]): boolean {
  return words.some((word) => name.includes(word));
}

const optionList = z.object({ snapshotJson: z.object({ bookingOptionJson: z.array(z.unknown()) }) });
const orderedOption = z.object({
  name: z.string().transform(readableText),
  bookingCount: z.number().int().nonnegative().catch(1),
});

/** How many are ordered, not how many options say so: one option can be ordered several times. */
function proEdits({ booking, takesUnreadOptions }: Facts): number {
  const options = optionList.safeParse(booking.fields).data?.snapshotJson.bookingOptionJson ?? [];
  const read = options
    .flatMap((option) => orderedOption.safeParse(option).data ?? [])
    .filter(({ name }) => hasWord(name, proEditKeywords))
    .reduce((sum, { bookingCount }) => sum + bookingCount, 0);
  return takesUnreadOptions ? read + booking.unreadOptions : read;
}

function statusText({ booking }: Facts): string {
  return `the booking is ${booking.status}`;
}

function optionsText({ booking }: Facts): string {
  const { optionNames, unreadOptions } = booking;
  const unread = unreadOptions === 0 ? '' : `, ${unreadOptions} more without a readable name`;
  return `${optionNames.length === 0 ? 'no options' : `options: ${optionNames.join(' | ')}`}${unread}`;
}
