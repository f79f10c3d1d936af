import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskPhonesIn } from '../../src/domain/mask-phones-in.ts';
import { maskPhone } from '../../src/domain/phone-number.ts';

describe('a phone number', () => {
  it('shows no digit of its middle when masked', () => {
    const mobile = fc
      .integer({ min: 0, max: 99_999_999 })
      .map((rest) => `010${String(rest).padStart(8, '0')}`);
    fc.assert(
      fc.property(mobile, (digits) => {
        expect(maskPhone(digits)).toBe(`010-****-${digits.slice(-4)}`);
      }),
    );
  });

  it('is masked wherever it stands in a text, in each way of writing it', () => {
    expect(maskPhonesIn('no route to 01000001234, 010-0000-1234; 010 0000 1234.')).toBe(
      'no route to 010-****-1234, 010-****-1234; 010-****-1234.',
    );
  });

  it.each([
    '+82 10-0000-1234',
    '+821000001234',
    '0082 (0)10 0000 1234',
    '82-10-0000-1234',
    '(010) 0000.1234',
    '010\u20110000\u20111234',
    '0\u200b10-0000-1234',
  ])('is masked in a text where it is written %j', (phone) => {
    expect(maskPhonesIn(`call ${phone}, now`)).toBe('call 010-****-1234, now');
  });

  it('is not seen in an id, a digest or a time', () => {
    const text = '1051707_700000001 2026-11-02T05:00:00.000Z 9f01000001234ab 101000001234 1700.010000';
    expect(maskPhonesIn(text)).toBe(text);
  });
});
