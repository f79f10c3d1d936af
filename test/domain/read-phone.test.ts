import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPhone } from '../../src/domain/read-phone.ts';

describe('a phone number', () => {
  it('of 11 digits has the key 3-4-4', () => {
    expect(readPhone('01000001234')).toEqual({
      state: 'read',
      phone: { digits: '01000001234', key: '010-0000-1234', isUsual: true },
    });
  });

  it('of 10 digits has the key that the old function cut, 3-4-rest', () => {
    expect(readPhone('0110000123')).toMatchObject({ phone: { key: '011-0000-123', isUsual: false } });
  });

  it.each([
    '010-0000-1234',
    '010 0000 1234',
    '010.0000.1234',
    '(010) 0000-1234',
    '010\u20130000\u20131234',
    '+82 10-0000-1234',
    '+82-010-0000-1234',
    '+82 (0)10 0000 1234',
    '+821000001234',
    '821000001234',
    '82-10-0000-1234',
    '0082 10 0000 1234',
    '00821000001234',
    '(+82) 10-0000-1234',
    '010\u200b0000\u200b1234',
    '\ufeff01000001234',
    '\u202a010-0000-1234\u202c',
    '010\u00ad0000\u00ad1234',
    '０１０－００００－１２３４',
    '\u00a001000001234\u3000',
    '1000001234',
    1_000_001_234,
  ])('has one key and the same digits, written %j', (written) => {
    expect(readPhone(written)).toEqual({
      state: 'read',
      phone: { digits: '01000001234', key: '010-0000-1234', isUsual: false },
    });
  });

  it.each([
    '010****1234',
    '010-****-1234',
    '010＊＊＊＊1234',
    '010-●●●●-1234',
    '010-xxxx-1234',
    '010XXXX1234',
    '+82 10-****-1234',
  ])('is masked: %s', (text) => {
    expect(readPhone(text)).toEqual({ state: 'masked' });
  });

  it.each([
    '',
    '0212345678',
    '01200001234',
    '010000012345',
    '010000012',
    'abc',
    '+4915100000011',
    '+1 201 000 1234',
    '+82 2 1234 5678',
    '010-0000-1234 / 010-0000-5678',
    '010-0000-1234 ext. 5',
    '050000001234',
    0,
    1.5,
    Number.NaN,
  ])('is invalid: %j', (text) => {
    expect(readPhone(text)).toEqual({ state: 'invalid' });
  });

  it('never throws, and what it reads is a key cut 3-4-rest from the digits', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[+0-9 ()\-.*]{0,20}$/)),
        (text) => {
          const reading = readPhone(text);
          if (reading.state !== 'read') return;
          const { digits, key } = reading.phone;
          expect(digits).toMatch(/^01[016789]\d{7,8}$/);
          expect(key).toBe(`${digits.slice(0, 3)}-${digits.slice(3, 7)}-${digits.slice(7)}`);
        },
      ),
    );
  });
});
