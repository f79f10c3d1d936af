import { describe, expect, it } from 'vitest';
import type { LegacyRow } from '../../../lambda/messages/due-message.ts';
import { decideMessages } from '../../../lambda/rules/decide-messages.ts';
import { readSettings } from '../../../lambda/settings/read-settings.ts';
import type { Booking } from '../../../src/rules/booking.ts';

const settings = readSettings(new URL('../../../lambda/config/', import.meta.url));
const now = new Date('2026-11-02T05:00:00Z');
const booking: Booking = {
  storeId: '867589',
  bookingNum: '867589_1',
  status: 'RC03',
  phone: { digits: '01000000001', key: '010-0000-0001' },
  customerName: '김가상',
  startsAt: new Date('2026-11-02T06:00:00Z'),
  confirmedAt: null,
  optionNames: [],
  previousBookingNum: null,
  fields: {},
};
const decide = (bookings: readonly Booking[], row: LegacyRow | null, changed = settings) =>
  decideMessages({
    settings: changed,
    bookings,
    recordOf: () => ({ row, released: new Set() }),
    now,
    inChargeSince: null,
  });

describe('deciding messages', () => {
  it('makes the first message create the row with its own flag alone, and the second set its flag', () => {
    const { due } = decide([booking], null);
    expect(due.map(({ kind, legacy }) => [kind, legacy])).toEqual([
      [
        'confirm',
        {
          action: 'create-row',
          flag: 'confirm_sms',
          row: {
            booking_num: '867589_1',
            phone: '010-0000-0001',
            name: '김가상',
            booking_time: '2026-11-02 15:00:00',
            confirm_sms: true,
            remind_sms: false,
            option_sms: false,
            option_time: '',
          },
        },
      ],
      ['guide', { action: 'set-flag', flag: 'remind_sms' }],
    ]);
  });

  it("sends the guide from the store's number and the rest from the default one", () => {
    const { due } = decide([booking], null);
    expect(due.map(({ from }) => from)).toEqual(['0200000000', '0200000003']);
  });

  it('chooses SMS or LMS by length, and gives a subject to an LMS alone', () => {
    const { due } = decide([booking], null);
    expect(due.map(({ type, subject }) => [type, subject])).toEqual([
      ['LMS', '예약 확정 안내'],
      [expect.stringMatching(/MS$/), due[1]?.type === 'LMS' ? '방문 안내' : null],
    ]);
  });

  it('decides confirmed bookings before completed ones', () => {
    const completed = { ...booking, bookingNum: '867589_2', status: 'RC08' as const };
    const { due } = decide([completed, booking], null);
    expect(due.map(({ bookingNum }) => bookingNum)).toEqual(['867589_1', '867589_1']);
  });

  it('gives identical texts to two bookings of one customer, and one digest', () => {
    const { due } = decide([booking, { ...booking, bookingNum: '867589_2' }], null);
    const confirms = due.filter(({ kind }) => kind === 'confirm');
    expect(confirms).toHaveLength(2);
    expect(confirms[0]?.contentDigest).toBe(confirms[1]?.contentDigest);
  });

  it('names a message that SENS could not carry instead of sending half of it', () => {
    const confirm = { ...settings.templates.confirm, content: '{customerName}님' };
    const changed = { ...settings, templates: { ...settings.templates, confirm } };
    const { due, unsendable } = decide([{ ...booking, customerName: '김😀' }], null, changed);
    expect(unsendable).toMatchObject([{ kind: 'confirm', reason: expect.stringContaining('U+1F600') }]);
    expect(due.map(({ kind, legacy }) => [kind, legacy.action])).toEqual([['guide', 'create-row']]);
  });
});
