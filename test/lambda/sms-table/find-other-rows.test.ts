import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOtherKey } from '../../../lambda/sms-table/find-other-rows.ts';
import { readPhone } from '../../../src/domain/read-phone.ts';

/* Row keys are never computed anew: whatever key an old sender cut from a number, its row is found again. */

/** The legacy function cut the text as it came, without looking at it. */
const cut344 = (text: string) => `${text.slice(0, 3)}-${text.slice(3, 7)}-${text.slice(7)}`;

/** The refactored one: by length, and as it came if it did not know better. */
function refactoredKey(text: string): string {
  if (/^010\d{8}$/.test(text)) return cut344(text);
  return /^\d{10}$/.test(text) ? `${text.slice(0, 3)}-${text.slice(3, 6)}-${text.slice(6)}` : text;
}

/** What the previous build took for a number, and the key that it gave it. */
function previousKey(text: string): string | null {
  const digits = text.replaceAll(/[\s-]/g, '');
  return /^01[016789]\d{7,8}$/.test(digits) ? cut344(digits) : null;
}

const number = fc
  .tuple(fc.constantFrom('010', '011', '016', '017', '018', '019'), fc.integer({ min: 0, max: 99_999_999 }))
  .map(([prefix, rest]) => `${prefix}${String(rest).padStart(8, '0')}`)
  .filter((digits) => readPhone(digits).state === 'read');
const shortNumber = number.map((digits) => digits.slice(0, 10)).filter((digits) => !digits.startsWith('010'));
const digitsOf = fc.oneof(number, shortNumber);

/** The ways in which a booking can carry it. */
const forms: readonly ((digits: string) => string)[] = [
  (digits) => digits,
  cut344,
  (digits) => `+82${digits.slice(1)}`,
  (digits) => `+82 ${digits.slice(1, 3)}-${digits.slice(3, 7)}-${digits.slice(7)}`,
  (digits) => `82${digits.slice(1)}`,
  (digits) => `(${digits.slice(0, 3)})${digits.slice(3)}`,
  (digits) => `${digits.slice(0, 3)}\u200b${digits.slice(3)}`,
  (digits) => `${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)}`,
];
const form = fc.constantFrom(...forms);

describe('a row under the key of an old sender', () => {
  it('is found, whichever form the booking has now and had then', () => {
    fc.assert(
      fc.property(digitsOf, form, form, (digits, now, then) => {
        const reading = readPhone(now(digits));
        if (reading.state !== 'read') throw new Error(`not read: ${now(digits)}`);
        const { key } = reading.phone;
        for (const old of [cut344(then(digits)), refactoredKey(then(digits)), then(digits)]) {
          expect(old === key || isOtherKey(old, key), `${old} for ${key}`).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('of another number is never taken for it', () => {
    fc.assert(
      fc.property(digitsOf, digitsOf, form, (digits, other, then) => {
        fc.pre(digits !== other);
        for (const old of [cut344(then(other)), refactoredKey(then(other)), then(other)]) {
          expect(isOtherKey(old, cut344(digits))).toBe(false);
        }
      }),
    );
  });

  it('of the previous build is the key of this one: no claim or row changes its name', () => {
    const texts = fc.oneof(
      fc.tuple(digitsOf, form).map(([digits, write]) => write(digits)),
      fc.stringMatching(/^[0-9 -]{9,14}$/),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const before = previousKey(text);
        if (before === null) return;
        expect(readPhone(text)).toMatchObject({ state: 'read', phone: { key: before } });
      }),
      { numRuns: 2_000 },
    );
  });
});
