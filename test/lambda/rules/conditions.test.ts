import { describe, expect, it } from 'vitest';
import type { Booking } from '../../../lambda/bookings/booking.ts';
import { holds } from '../../../lambda/rules/condition.ts';
import { conditionSchema } from '../../../lambda/rules/read-condition.ts';

const booking: Booking = {
  storeId: '1051707',
  bookingNum: '1051707_1',
  status: 'RC03',
  phone: { digits: '01000000001', key: '010-0000-0001' },
  customerName: '김가상',
  /** 3 November 2026, 00:30 in Korea. */
  startsAt: new Date('2026-11-02T15:30:00Z'),
  confirmedAt: null,
  optionNames: ['네이버', '인스타 이벤트'],
  previousBookingNum: null,
  fields: { bizItemName: '프로필', nested: { count: 2 }, price: 0 },
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
    [{ all: [{ booking_not_in_db: true }, { current_hour: 22 }] }, false],
    [{ any: [{ booking_in_db: true }, { current_hour: 23 }] }, true],
  ])('%j is %s', (written, expected) => {
    expect(check(written)).toBe(expected);
  });
});
