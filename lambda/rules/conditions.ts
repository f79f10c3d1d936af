import * as z from 'zod';
import { kstDate, kstHour } from '../../src/domain/kst.ts';
import type { Facts } from './condition.ts';

/** A condition that rules.yaml may name: what its argument looks like, and when it holds. */
export interface ConditionSpec {
  /** The check over an argument of this shape; throws ZodError where the argument does not fit. */
  readonly parse: (argument: unknown) => (facts: Facts) => boolean;
}

const hourMs = 3_600_000;
const kind = z.enum(['confirm', 'guide', 'event']);
const flag = z.enum(['confirm_sms', 'remind_sms', 'option_sms']);
const keywords = z.array(z.string().min(1)).min(1);
const day = z.iso.date();

/** Every condition by name. A name that is not here is refused when rules.yaml is loaded, never taken as false. */
export const conditions: Readonly<Record<string, ConditionSpec>> = {
  booking_not_in_db: is(({ record }) => record.row === null),
  booking_in_db: is(({ record }) => record.row !== null),
  flag_not_set: takes(flag, (name, { record }) => record.row?.[name] !== true),
  /** Our claim of this kind was given back: the message has definitely not been sent. */
  claim_released: takes(kind, (name, { record }) => record.released.has(name)),
  booking_status: takes(z.string(), (status, { booking }) => booking.status === status),
  booking_status_any: takes(z.array(z.string()).min(1), (statuses, { booking }) =>
    statuses.includes(booking.status),
  ),
  /** The start lies ahead, at most (`inclusive`) or less than so many hours. A number alone is exclusive. */
  time_before_booking: takes(
    z.union([
      z
        .number()
        .positive()
        .transform((hours) => ({ hours, inclusive: false })),
      z.strictObject({ hours: z.number().positive(), inclusive: z.boolean() }),
    ]),
    ({ hours, inclusive }, { booking, now }) => {
      const leftMs = booking.startsAt.getTime() - now.getTime();
      return leftMs > 0 && (inclusive ? leftMs <= hours * hourMs : leftMs < hours * hourMs);
    },
  ),
  /** Hour of the day in KST. It holds in every run of that hour: only flags and claims prevent repeats. */
  current_hour: takes(z.number().int().min(0).max(23), (hour, { now }) => kstHour(now) === hour),
  date_is_today: is(({ booking, now }) => kstDate(booking.startsAt) === kstDate(now)),
  /** The day of the booking, KST, both ends included. */
  date_range: takes(z.strictObject({ from: day, to: day }), ({ from, to }, { booking }) => {
    const date = kstDate(booking.startsAt);
    return from <= date && date <= to;
  }),
  /** A keyword is part of an option's name. */
  has_option_keyword: takes(keywords, (words, facts) => countOptions(words, facts) > 0),
  has_multiple_options: takes(
    z.strictObject({ keywords, at_least: z.number().int().min(2) }),
    ({ keywords: words, at_least }, facts) => countOptions(words, facts) >= at_least,
  ),
  store_id_matches: takes(
    z.array(z.string().regex(/^\d+$/, 'a store id is digits in quotes')).min(1),
    (ids, { booking }) => ids.includes(booking.storeId),
  ),
  /** A field of the booking row as the API sent it, its path in dots: also one that no code knows. */
  field: takes(
    z.strictObject({
      path: z.string().min(1),
      equals: z.union([z.string(), z.number(), z.boolean(), z.null()]),
    }),
    ({ path, equals }, { booking }) => fieldAt(booking.fields, path) === equals,
  ),
};

function countOptions(words: readonly string[], { booking }: Facts): number {
  return booking.optionNames.filter((name) => words.some((word) => name.includes(word))).length;
}

function fieldAt(fields: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    return isObject ? Reflect.get(value, key) : undefined;
  }, fields);
}

/** A condition without an argument: written `name: true`. For its opposite there is `not`. */
function is(check: (facts: Facts) => boolean): ConditionSpec {
  return takes(z.literal(true), (_, facts) => check(facts));
}

function takes<Schema extends z.ZodType>(
  schema: Schema,
  check: (argument: z.output<Schema>, facts: Facts) => boolean,
): ConditionSpec {
  return {
    parse: (argument) => {
      const parsed = schema.parse(argument);
      return (facts) => check(parsed, facts);
    },
  };
}
