import { describe, expect, it } from 'vitest';
import type { LegacyRow } from '../../../lambda/messages/due-message.ts';
import { type DecideOptions, decideMessages } from '../../../lambda/rules/decide-messages.ts';
import type { Booking } from '../../../src/rules/booking.ts';
import { readSettings, type Settings } from '../../../src/rules/settings/read-settings.ts';

const shipped = readSettings(new URL('../../../lambda/config/', import.meta.url));
const acknowledgedFrom = (day: string | null): Settings => ({
  ...shipped,
  stores: shipped.stores.map((store) => ({ ...store, backlogAcknowledged: day })),
});
const settings = acknowledgedFrom('2026-01-01');
const now = new Date('2026-11-02T05:00:00Z');
const booking: Booking = {
  storeId: '867589',
  bookingNum: '867589_1',
  status: 'RC03',
  phone: { digits: '01000000001', key: '010-0000-0001', isUsual: true },
  customerName: '김가상',
  startsAt: new Date('2026-11-02T06:00:00Z'),
  confirmedAt: null,
  optionNames: [],
  unreadOptions: 0,
  previousBookingNum: null,
  fields: {},
};
const decide = (
  bookings: readonly Booking[],
  row: LegacyRow | null,
  changed = settings,
  more: Partial<DecideOptions> = {},
) =>
  decideMessages({
    settings: changed,
    bookings,
    recordOf: () => ({ row, released: new Set() }),
    now,
    lastSendAt: now,
    isTableEmpty: false,
    inChargeSince: null,
    ...more,
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

describe('the sender number', () => {
  it("is the store's own for the kinds that stores.yaml names", () => {
    const { due } = decide([booking], null, { ...settings, ownNumberFor: ['confirm'] });
    expect(due.map(({ kind, from }) => [kind, from])).toEqual([
      ['confirm', '0200000003'],
      ['guide', '0200000000'],
    ]);
  });
});

describe('the text', () => {
  it("takes the store's own texts and what its kind may name, and a name in braces only once", () => {
    const stores = settings.stores.map((store) => ({ ...store, texts: { parking: '뒤편' } }));
    const guide = {
      ...settings.templates.guide,
      content: '{parking} {customerName} {bookingTime}',
      storeContents: {},
    };
    const templates = { ...settings.templates, guide };
    const { due } = decide([{ ...booking, customerName: '{parking}' }], null, {
      ...settings,
      stores,
      templates,
    });
    expect(due.find(({ kind }) => kind === 'guide')?.content).toBe('뒤편 {parking} 15:00');
  });
});

describe('a backlog', () => {
  const unacknowledged = acknowledgedFrom(null);
  const served = { ...booking, storeId: '1051707', bookingNum: '1051707_1' };
  const reasons = ({ withheld }: ReturnType<typeof decide>) =>
    withheld.map(({ kind, reason }) => [kind, reason]);

  it('of a store that the old function did not serve is withheld, and the other stores are not', () => {
    const decided = decide([booking, served], null, unacknowledged);
    expect(reasons(decided)).toEqual([
      ['confirm', 'store-backlog'],
      ['guide', 'store-backlog'],
    ]);
    expect(decided.due.map(({ storeId }) => storeId)).toEqual(['1051707', '1051707']);
  });

  it('goes out from the acknowledged day on, KST, and not before', () => {
    expect(decide([booking], null, acknowledgedFrom('2026-11-02')).due).toHaveLength(2);
    expect(decide([booking], null, acknowledgedFrom('2026-11-03')).due).toEqual([]);
  });

  it('of an empty table is withheld in every store until it is acknowledged', () => {
    const decided = decide([served], null, settings, { isTableEmpty: true });
    expect(reasons(decided)).toEqual([
      ['confirm', 'empty-table'],
      ['guide', 'empty-table'],
    ]);
    const acknowledged = { ...settings, backlogAcknowledged: '2026-11-02' };
    expect(decide([served], null, acknowledged, { isTableEmpty: true }).due).toHaveLength(2);
  });

  it('is never counted as missed', () => {
    const past = { ...booking, startsAt: new Date(now.getTime() - 1), confirmedAt: new Date(0) };
    const inCharge = { inChargeSince: new Date(0) };
    expect(decide([past], null, unacknowledged, inCharge).missed).toEqual([]);
    expect(decide([past], null, settings, inCharge).missed).toMatchObject([{ kind: 'guide' }]);
  });
});

describe('a booking that replaces another', () => {
  const moved = { ...booking, previousBookingNum: '867589_0' };

  it('is confirmed again by default, as the old function did, and reported', () => {
    const { due, rescheduled } = decide([moved], null);
    expect(due.map(({ kind }) => kind)).toEqual(['confirm', 'guide']);
    expect(rescheduled).toEqual([{ bookingNum: '867589_1', previousBookingNum: '867589_0', action: 'send' }]);
  });

  it('is not confirmed again where stores.yaml says skip, gets its guide all the same, and is reported', () => {
    const { due, withheld, rescheduled } = decide([moved], null, { ...settings, rescheduled: 'skip' });
    expect(due.map(({ kind, legacy }) => [kind, legacy.action])).toEqual([['guide', 'create-row']]);
    expect(withheld).toMatchObject([{ kind: 'confirm', reason: 'rescheduled' }]);
    expect(rescheduled).toMatchObject([{ action: 'skip' }]);
  });
});

describe('an advertisement', () => {
  const event = { ...settings.templates.event, contentType: 'AD' as const };
  const ad = { ...settings, templates: { ...settings.templates, event } };
  const anyHour: Settings = {
    ...ad,
    rules: ad.rules.map((rule) =>
      rule.send.includes('event')
        ? { ...rule, when: { kind: 'all', of: [] } as const }
        : { ...rule, send: [] },
    ),
  };
  const at = (clock: string, runMs = 0) => {
    const moment = new Date(`2026-11-02T${clock}+09:00`);
    return { now: moment, lastSendAt: new Date(moment.getTime() + runMs) };
  };
  const decideAt = (clock: string, runMs?: number, changed = anyHour) =>
    decide([booking], null, changed, at(clock, runMs));

  it.each([
    ['20:59:59.999', 1],
    ['21:00:00.000', 0],
    ['23:59:59.999', 0],
    ['00:00:00.000', 0],
    ['07:59:59.999', 0],
    ['08:00:00.000', 1],
  ])('at %s KST leaves or waits for the morning', (clock, count) => {
    const { due, withheld } = decideAt(clock);
    expect(due).toHaveLength(count);
    expect(withheld.map(({ reason }) => reason)).toEqual(count === 1 ? [] : ['night']);
  });

  it('waits where the run may still be sending when the night begins', () => {
    expect(decideAt('20:55:00', 299_999).due).toHaveLength(1);
    expect(decideAt('20:55:00', 300_000).due).toEqual([]);
  });

  it('follows the quiet hours of stores.yaml', () => {
    const late = { ...anyHour, adQuietHours: { from: '22:00', to: '07:00' } };
    expect(decideAt('21:30:00', 0, late).due).toHaveLength(1);
    expect(decideAt('22:00:00', 0, late).due).toEqual([]);
  });

  it('alone waits: what is no advertisement leaves at night too', () => {
    const plain = { ...anyHour, templates: settings.templates };
    expect(decideAt('23:00:00', 0, plain).due).toHaveLength(1);
  });
});

describe("a rule's notice", () => {
  const telling = (send: readonly ('confirm' | 'guide')[]) => ({
    ...settings,
    rules: [
      {
        name: 'N',
        maxAgeHours: null,
        when: { kind: 'all', of: [] } as const,
        send,
        tell: [{ channel: 'slack' as const, text: 'invented' }],
      },
    ],
  });

  it('is told where the rule holds, and with a message only where that message goes out', () => {
    const told = (send: readonly ('confirm' | 'guide')[], more = {}) =>
      decide([booking], null, telling(send), more).notices.map(({ ruleName, channel }) => [
        ruleName,
        channel,
      ]);
    expect(told([])).toEqual([['N', 'slack']]);
    expect(told(['confirm'])).toEqual([['N', 'slack']]);
    expect(told(['confirm'], { isTableEmpty: true })).toEqual([]);
  });
});
