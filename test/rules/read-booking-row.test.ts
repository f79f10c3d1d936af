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

const startingAt = (startDateTime: string) => ({ snapshotJson: { startDateTime } });
const optionsOf = (bookingOptionJson: unknown) => ({
  snapshotJson: { startDateTime: '2026-11-02T05:00:00Z', bookingOptionJson },
});

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
    ['no phone', { phone: null }, 'invalid-row', 'phone'],
    ['an empty phone', { phone: '' }, 'invalid-phone', 'phone'],
    ['a foreign phone', { phone: '+4915100000011' }, 'invalid-phone', 'phone'],
    ['a status that is null', { bookingStatusCode: null }, 'invalid-row', 'bookingStatusCode'],
    ['no snapshot', { snapshotJson: null }, 'invalid-row', 'snapshotJson'],
    ['a snapshot that is no JSON', { snapshotJson: '{' }, 'invalid-row', 'snapshotJson'],
    ['a phone in a list', { phone: ['01000000011'] }, 'invalid-row', 'phone'],
    [
      'a start on a day that there is not',
      startingAt('2026-02-30T05:00:00Z'),
      'invalid-row',
      'snapshotJson.startDateTime',
    ],
    [
      'a start in an absurd year',
      startingAt('9999-12-31T23:59:59Z'),
      'invalid-row',
      'snapshotJson.startDateTime',
    ],
    [
      'a start before there were bookings',
      startingAt('0001-01-01T00:00:00Z'),
      'invalid-row',
      'snapshotJson.startDateTime',
    ],
    [
      'a start in an absurd zone',
      startingAt('2026-11-02T05:00:00+99:99'),
      'invalid-row',
      'snapshotJson.startDateTime',
    ],
  ])('with %s is skipped, with its reason and field', (_, changes, reason, field) => {
    expect(read(changes)).toEqual({
      state: 'skipped',
      skipped: { storeId: '1051707', bookingNum: '1051707_11', reason, field },
    });
  });

  it.each([
    ['01000000011', '010-0000-0011'],
    ['010-0000-0011', '010-0000-0011'],
    // Ten digits, cut as the old function cut them: existing rows have this key.
    ['0110000007', '011-0000-007'],
  ])('with the phone %s has the key that existing rows have', (phone, key) => {
    expect(read({ phone })).toMatchObject({ state: 'read', booking: { phone: { key } } });
  });

  it.each([
    ['no name', { name: null }],
    ['a name that is no text', { name: 5 }],
    ['a name of 100 kB', { name: 'x'.repeat(100_000) }],
    ['a name of nothing visible', { name: '\u200b \u2060' }],
  ])('with %s is read without a name', (_, changes) => {
    expect(read(changes)).toMatchObject({ state: 'read', booking: { customerName: null } });
  });

  it.each([
    ['an option without name', [{ bookingCount: 1 }, { name: '원본' }], ['원본'], 1],
    ['an option that is null', [null, { name: '원본' }], ['원본'], 1],
    ['a list as JSON text', JSON.stringify([{ name: '원본' }]), ['원본'], 0],
    ['no list', null, [], 0],
    ['something else than a list', { name: '원본' }, [], 1],
  ])('with %s is read with the options that are readable', (_, list, optionNames, unreadOptions) => {
    expect(read(optionsOf(list))).toMatchObject({ booking: { optionNames, unreadOptions } });
  });

  it('with its snapshot as JSON text is the same booking', () => {
    const { snapshotJson } = row;
    expect(read({ snapshotJson: JSON.stringify(snapshotJson) })).toEqual(read({}));
    expect(read({ snapshotJson: JSON.stringify(JSON.stringify(snapshotJson)) })).toEqual(read({}));
  });

  it('with Hangul in parts or invisible marks has name and options in one spelling', () => {
    const name = `\u200b${'김가상'.normalize('NFD')}`;
    const options = optionsOf([{ name: '네이버 이벤트'.normalize('NFD') }]);
    expect(read({ name, ...options })).toMatchObject({
      booking: { customerName: '김가상', optionNames: ['네이버 이벤트'] },
    });
  });

  it('whose id is no number of a booking is skipped as unknown', () => {
    expect(read({ bookingId: '1'.repeat(5_000) })).toMatchObject({
      skipped: { bookingNum: 'unknown', reason: 'invalid-row', field: 'bookingId' },
    });
  });

  it.each([null, 5, 'text', [], {}])('that is none (%j) is skipped and not thrown', (value) => {
    expect(readBookingRow('1051707', value)).toMatchObject({
      skipped: { bookingNum: 'unknown', reason: 'invalid-row' },
    });
  });
});
