import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import type { Booking } from '../../src/rules/booking.ts';
import { holds } from '../../src/rules/condition.ts';
import { conditions } from '../../src/rules/conditions.ts';
import { observeField } from '../../src/rules/field-comparison.ts';
import { conditionSchema } from '../../src/rules/read-condition.ts';

const booking: Booking = {
  storeId: '1051707',
  bookingNum: '1051707_1',
  status: 'RC03',
  phone: { digits: '01000000001', key: '010-0000-0001', isUsual: true },
  customerName: '김가상',
  /** 3 November 2026, 00:30 in Korea. */
  startsAt: new Date('2026-11-02T15:30:00Z'),
  confirmedAt: null,
  optionNames: ['네이버', '인스타 이벤트'],
  unreadOptions: 0,
  previousBookingNum: null,
  fields: {
    bizItemName: '프로필',
    nested: { count: 2 },
    price: 0,
    isNPayUsed: true,
    cancelledDateTime: null,
    regDateTime: '2026-10-31T23:30:00+09:00',
    startDate: '2026-11-03',
    snapshotJson: {
      bookingOptionJson: [
        { name: '전문가 보정', bookingCount: 2 },
        { name: '사진 보정 추가', bookingCount: 1 },
      ],
    },
  },
};
const facts = {
  booking,
  record: { row: null, released: new Set(['guide'] as const) },
  now: new Date('2026-11-02T14:30:00Z'),
};
const check = (written: unknown) => holds(conditionSchema.parse(written), facts);

describe('a condition', () => {
  it.each([
    [{ booking_not_in_db: true }, true],
    [{ booking_in_db: true }, false],
    [{ not: { booking_in_db: true } }, true],
    [{ flag_not_set: 'remind_sms' }, true],
    [{ claim_released: 'guide' }, true],
    [{ claim_released: 'confirm' }, false],
    [{ booking_status: 'RC08' }, false],
    [{ booking_status_any: ['RC08', 'RC03'] }, true],
    [{ time_before_booking: 2 }, true],
    [{ time_before_booking: 1 }, false],
    [{ time_before_booking: { hours: 1, inclusive: true } }, true],
    [{ current_hour: 23 }, true],
    [{ date_is_today: true }, false],
    [{ date_range: { from: '2026-11-03', to: '2026-11-03' } }, true],
    [{ date_range: { from: '2026-10-01', to: '2026-11-02' } }, false],
    [{ has_option_keyword: ['스타'] }, true],
    [{ has_option_keyword: ['원본'] }, false],
    [{ has_multiple_options: { keywords: ['네이버', '인스타'], at_least: 2 } }, true],
    [{ has_multiple_options: { keywords: ['네이버'], at_least: 2 } }, false],
    [{ store_id_matches: ['867589', '1051707'] }, true],
    [{ store_id_matches: ['867589'] }, false],
    [{ field: { path: 'bizItemName', equals: '프로필' } }, true],
    [{ field: { path: 'nested.count', equals: 2 } }, true],
    [{ field: { path: 'nested.count', equals: '2' } }, false],
    [{ field: { path: 'nested.missing.deep', equals: null } }, false],
    [{ field: { path: 'constructor.name', equals: 'Object' } }, false],
    [{ flag_set: 'confirm_sms' }, false],
    [{ sms_send_failed: true }, true],
    [{ sms_send_failed: 'guide' }, true],
    [{ sms_send_failed: 'confirm' }, false],
    [{ current_hour_any: [22, 23] }, true],
    [{ time_of_day: { from: '23:30', to: '23:31' } }, true],
    [{ time_of_day: { from: '23:00', to: '23:30' } }, false],
    [{ time_of_day: { from: '21:00', to: '08:00' } }, true],
    [{ time_of_day: { from: '08:00', to: '21:00' } }, false],
    [{ date_range: { from: '2026-11-02', to: '2026-11-02', of: 'today' } }, true],
    [{ has_pro_edit_option: true }, true],
    [{ has_pro_edit_option: { at_least: 3 } }, true],
    [{ has_pro_edit_option: { at_least: 4 } }, false],
    [{ field: { path: 'nested.count', operator: 'at_least', value: 2 } }, true],
    [{ field: { path: 'nested.count', operator: 'more_than', value: 2 } }, false],
    [{ field: { path: 'nested.count', operator: 'at_most', value: 2 } }, true],
    [{ field: { path: 'nested.count', operator: 'less_than', value: 2 } }, false],
    [{ field: { path: 'bizItemName', operator: 'more_than', value: 2 } }, false],
    [{ field: { path: 'bizItemName', operator: 'not_equals', value: 'x' } }, true],
    [{ field: { path: 'bizItemName', operator: 'contains', value: '로필' } }, true],
    [{ field: { path: 'price', operator: 'one_of', value: [0, 1] } }, true],
    [{ field: { path: 'isNPayUsed', operator: 'equals', value: true } }, true],
    [{ field: { path: 'regDateTime', operator: 'less_than', value: '2026-11-01' } }, true],
    [{ field: { path: 'regDateTime', operator: 'at_least', value: '2026-10-31T14:30:00Z' } }, true],
    [{ field: { path: 'startDate', operator: 'at_least', value: '2026-11-03' } }, true],
    [{ field: { path: 'cancelledDateTime', operator: 'is_absent' } }, true],
    [{ field: { path: 'price', operator: 'is_present' } }, true],
    [{ field: { path: 'snapshotJson.bookingOptionJson.1.bookingCount', equals: 1 } }, true],
    [{ all: [{ booking_not_in_db: true }, { current_hour: 22 }] }, false],
    [{ any: [{ booking_in_db: true }, { current_hour: 23 }] }, true],
  ])('%j is %s', (written, expected) => {
    expect(check(written)).toBe(expected);
  });
});

describe('a field that a row does not have', () => {
  it.each(['not_equals', 'less_than', 'at_most', 'more_than', 'at_least'])(
    'fits no operator: a row of a new shape sends nothing (%s)',
    (operator) => expect(check({ field: { path: 'gone', operator, value: 1 } })).toBe(false),
  );
});

describe('the vocabulary', () => {
  it('has every condition of the old rules, and the one that they used and nobody had made', () => {
    const old =
      'booking_not_in_db booking_in_db time_before_booking flag_not_set current_hour booking_status booking_status_any date_is_today has_option_keyword has_multiple_options date_range has_pro_edit_option sms_send_failed store_id_matches';
    expect(Object.keys(conditions)).toEqual(expect.arrayContaining(old.split(' ')));
  });

  it.each(Object.entries(conditions))('shows for %s an example that reads', (name, { example, parse }) => {
    const written: unknown = parseDocument(example).toJS();
    expect(Object.keys(Object(written))).toEqual([name]);
    expect(() => parse(Reflect.get(Object(written), name))).not.toThrow();
  });

  it('observes without ever showing a name, a phone number or what a customer wrote', () => {
    const fields = { name: '김가상', phone: '01000000001', requestMessage: 'x', deep: { email: 'a@b' } };
    for (const path of ['name', 'phone', 'requestMessage', 'deep.email', 'deep']) {
      expect(observeField(fields, path)).toBe(`${path} is there (not shown)`);
    }
  });
});
