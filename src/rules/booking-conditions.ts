import * as z from 'zod';
import { bookingStatuses } from './booking.ts';
import type { Facts } from './condition.ts';
import { named, takes } from './condition-spec.ts';
import { compare, comparison, observeField } from './field-comparison.ts';

const keywords = z.array(z.string().min(1)).min(1);
/** Only these are read from the booking API; a rule for another would never hold. */
const status = z.enum(bookingStatuses);

/** The options by which the old system knew that a customer ordered an edit by hand. */
const proEditKeywords = ['전문가 보정', '사진 보정 추가'];

/** Conditions on the booking itself. */
export const bookingConditions = named({
  booking_status: ['RC08', takes(status, (wanted, { booking }) => booking.status === wanted, statusText)],
  booking_status_any: [
    '[RC03, RC08]',
    takes(z.array(status).min(1), (wanted, { booking }) => wanted.includes(booking.status), statusText),
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
    takes(keywords, (words, { booking }) => fitting(booking.optionNames, words) > 0, optionsText),
  ],
  has_multiple_options: [
    '{ keywords: [네이버, 인스타], at_least: 2 }',
    takes(
      z.strictObject({ keywords, at_least: z.number().int().min(2) }),
      ({ keywords: words, at_least }, { booking }) => fitting(booking.optionNames, words) >= at_least,
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

function fitting(names: readonly string[], words: readonly string[]): number {
  return names.filter((name) => words.some((word) => name.includes(word))).length;
}

const orderedOptions = z.object({
  snapshotJson: z.object({
    bookingOptionJson: z.array(
      z.object({ name: z.string(), bookingCount: z.number().int().nonnegative().catch(1) }),
    ),
  }),
});

/** How many are ordered, not how many options say so: one option can be ordered several times. */
function proEdits({ booking }: Facts): number {
  const options = orderedOptions.safeParse(booking.fields).data?.snapshotJson.bookingOptionJson ?? [];
  return options
    .filter(({ name }) => fitting([name], proEditKeywords) > 0)
    .reduce((sum, { bookingCount }) => sum + bookingCount, 0);
}

function statusText({ booking }: Facts): string {
  return `the booking is ${booking.status}`;
}

function optionsText({ booking }: Facts): string {
  return booking.optionNames.length === 0 ? 'no options' : `options: ${booking.optionNames.join(' | ')}`;
}
