import { describe, expect, it } from 'vitest';
import { readBookingRow } from '../../src/rules/read-booking-row.ts';

/** Invented. */
const row = {
  bookingId: 11,
  businessId: 1051707,
  name: '김가상',
  phone: '01000000011',
  bookingStatusCode: 'RC03',
  confirmedDateTime: '2026-11-01T10:00:00+09:00',
  previousBookingId: 10,
  snapshotJson: {
    startDateTime: '2026-11-02T05:00:00Z',
    bookingOptionJson: [{ name: '네이버 이벤트', bookingCount: 1 }],
  },
  aFieldOfTomorrow: { deep: 7 },
};
const read = (changes: Record<string, unknown>) => readBookingRow('1051707', { ...row, ...changes });

describe('a booking row', () => {
  it('becomes a booking and keeps the fields that no code knows', () => {
    const reading = read({});
    expect(reading).toMatchObject({
      state: 'read',
      booking: {
        bookingNum: '1051707_11',
        status: 'RC03',
        phone: { key: '010-0000-0011' },
        startsAt: new Date('2026-11-02T05:00:00Z'),
        confirmedAt: new Date('2026-11-01T01:00:00Z'),
        optionNames: ['네이버 이벤트'],
        previousBookingNum: '1051707_10',
        fields: { aFieldOfTomorrow: { deep: 7 } },
      },
    });
  });

  it.each([
    ['a masked phone', { phone: '010****0011' }, 'masked-phone', 'phone'],
    ['a phone of another kind', { phone: '0212345678' }, 'invalid-phone', 'phone'],
    ['an unknown status', { bookingStatusCode: 'RC99' }, 'unknown-status', 'bookingStatusCode'],
    ['a cancelled booking', { bookingStatusCode: 'RC04' }, 'unknown-status', 'bookingStatusCode'],
    ['another business', { businessId: 1 }, 'invalid-row', 'businessId'],
    ['no start', { snapshotJson: {} }, 'invalid-row', 'snapshotJson.startDateTime'],
    [
      'a start without a zone',
      { snapshotJson: { startDateTime: '2026-11-02T05:00:00' } },
      'invalid-row',
      'snapshotJson.startDateTime',
    ],
    ['a name that is no text', { name: 5 }, 'invalid-row', 'name'],
  ])('with %s is skipped, with its reason and field', (_, changes, reason, field) => {
    expect(read(changes)).toEqual({
      state: 'skipped',
      skipped: { storeId: '1051707', bookingNum: '1051707_11', reason, field },
    });
  });

  it.each([null, 5, 'text', [], {}])('that is none (%j) is skipped and not thrown', (value) => {
    expect(readBookingRow('1051707', value)).toMatchObject({
      skipped: { bookingNum: 'unknown', reason: 'invalid-row' },
    });
  });
});
