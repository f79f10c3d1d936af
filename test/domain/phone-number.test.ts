import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskPhonesIn } from '../../src/domain/mask-phones-in.ts';
import { maskPhone, readPhone } from '../../src/domain/phone-number.ts';

describe('a phone number', () => {
  it('of 11 digits has the key 3-4-4', () => {
    expect(readPhone('01000001234')).toEqual({
      state: 'read',
      phone: { digits: '01000001234', key: '010-0000-1234' },
    });
  });

  it('of 10 digits has the key that the old function cut, 3-4-rest', () => {
    expect(readPhone('0110000123')).toMatchObject({ phone: { key: '011-0000-123' } });
  });

  it('has one key, written with hyphens or without', () => {
    expect(readPhone('010-0000-1234')).toEqual(readPhone('01000001234'));
  });

  it.each(['010****1234', '010-****-1234'])('is masked: %s', (text) => {
    expect(readPhone(text)).toEqual({ state: 'masked' });
  });

  it.each(['', '0212345678', '01200001234', '010000012345', '010000012', 'abc', '+821000001234'])(
    'is invalid: "%s"',
    (text) => {
      expect(readPhone(text)).toEqual({ state: 'invalid' });
    },
  );

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
