import { describe, expect, it } from 'vitest';
import { readLegacyRow } from '../../src/rules/legacy-row.ts';

describe('a row of table sms', () => {
  it('is read as legacy wrote it, and with what the refactor left out or added', () => {
    const key = { booking_num: '1051707_1', phone: '010-0000-0001' };
    const legacy = {
      ...key,
      name: 'invented',
      booking_time: '2026-11-03 10:00:00',
      confirm_sms: true,
      remind_sms: false,
      option_sms: false,
      option_time: '',
    };
    expect(readLegacyRow(legacy)).toEqual(legacy);
    expect(readLegacyRow({ ...key, confirm_sms: true, coupon_name: null, status: 'RC03' })).toEqual({
      ...legacy,
      name: '',
      booking_time: '',
    });
  });

  it('is not guessed where a flag is no flag', () => {
    const row = { booking_num: '1051707_1', phone: '010-0000-0001', confirm_sms: 'true' };
    expect(() => readLegacyRow(row)).toThrow();
  });
});
