import * as z from 'zod';
import { kstDate } from '../domain/kst.ts';
import { readableText } from '../domain/readable-text.ts';

/*
 * `field` compares any field of a booking row: its path in dots (a number picks from a list), an operator, a value. A
 * field that is not there fits no operator but is_absent, so that a row of a new shape sends nothing by accident.
 */

const path = z.string().min(1);
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const instant = z.iso.datetime({ offset: true });
const ordered = z.union([z.number(), z.iso.date(), instant]);

const operators = [
  'equals',
  'not_equals',
  'less_than',
  'at_most',
  'more_than',
  'at_least',
  'one_of',
  'contains',
  'is_present',
  'is_absent',
];

/** What `field` takes: `{ path, operator, value }`, or `{ path, equals }` for short. */
export const comparison = z.union(
  [
    z
      .strictObject({ path, equals: scalar })
      .transform(({ path: at, equals }) => ({ path: at, operator: 'equals' as const, value: equals })),
    z.discriminatedUnion('operator', [
      z.strictObject({ path, operator: z.enum(['equals', 'not_equals']), value: scalar }),
      z.strictObject({
        path,
        operator: z.enum(['less_than', 'at_most', 'more_than', 'at_least']),
        value: ordered,
      }),
      z.strictObject({ path, operator: z.literal('one_of'), value: z.array(scalar).min(1) }),
      z.strictObject({ path, operator: z.literal('contains'), value: z.string().min(1) }),
      z.strictObject({ path, operator: z.enum(['is_present', 'is_absent']) }),
    ]),
  ],
  {
    error: `it takes path, operator and value: an operator is one of ${operators.join(', ')}; an order needs a number, a date (2026-12-01) or an instant with its zone, one_of a list, contains a text, is_present and is_absent no value`,
  },
);

export type Comparison = z.output<typeof comparison>;

export function compare(fields: unknown, wanted: Comparison): boolean {
  const found = readable(fieldAt(fields, wanted.path));
  const isAbsent = found === undefined || found === null;
  switch (wanted.operator) {
    case 'equals':
      return found === readable(wanted.value);
    case 'not_equals':
      return found !== undefined && found !== readable(wanted.value);
    case 'one_of':
      return wanted.value.some((value) => readable(value) === found);
    case 'contains':
      return typeof found === 'string' && found.includes(readableText(wanted.value));
    case 'is_present':
      return !isAbsent;
    case 'is_absent':
      return isAbsent;
    default: {
      const sides = inOneMeasure(found, wanted.value);
      return sides !== null && orders[wanted.operator](sides.found, sides.value);
    }
  }
}

/** A text in one spelling, whichever way its Hangul is composed. */
function readable(value: unknown): unknown {
  return typeof value === 'string' ? readableText(value) : value;
}

type Measure = number | string;

const orders = {
  less_than: (found: Measure, value: Measure) => found < value,
  at_most: (found: Measure, value: Measure) => found <= value,
  more_than: (found: Measure, value: Measure) => found > value,
  at_least: (found: Measure, value: Measure) => found >= value,
};

/** Numbers as numbers, instants as milliseconds, days as KST days. Null where the two have no order. */
function inOneMeasure(found: unknown, value: Measure): { found: Measure; value: Measure } | null {
  if (typeof value === 'number') return typeof found === 'number' ? { found, value } : null;
  const isInstant = instant.safeParse(found).success;
  const isDay = z.iso.date().safeParse(found).success;
  // What fits an ISO schema is a text.
  const text = String(found);
  if (z.iso.date().safeParse(value).success) {
    if (isDay) return { found: text, value };
    return isInstant ? { found: kstDate(new Date(text)), value } : null;
  }
  return isInstant ? { found: Date.parse(text), value: Date.parse(value) } : null;
}

function fieldAt(fields: unknown, dotted: string): unknown {
  return dotted.split('.').reduce<unknown>((value, key) => {
    const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    return isObject ? Reflect.get(value, key) : undefined;
  }, fields);
}

/** Parts of a row that tell who the customer is, or what they wrote. */
const personal = /^(name|phone|email|requestMessage|userAgentJson|customFormInputJson)$/i;

/** What stands at the path, in words; of a customer only that something does. */
export function observeField(fields: unknown, dotted: string): string {
  const found = fieldAt(fields, dotted);
  if (found === undefined) return `the row has no ${dotted}`;
  if (found === null) return `${dotted} is null`;
  const isShown = typeof found !== 'object' && !dotted.split('.').some((part) => personal.test(part));
  return isShown ? `${dotted} is ${JSON.stringify(found)}` : `${dotted} is there (not shown)`;
}
