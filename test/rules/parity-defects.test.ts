import { describe, expect, it } from 'vitest';
import { decideMessages } from '../../lambda/rules/decide-messages.ts';
import { actionsSchema } from '../../src/rules/action.ts';
import type { Booking } from '../../src/rules/booking.ts';
import { holds } from '../../src/rules/condition.ts';
import { dueKinds } from '../../src/rules/due-kinds.ts';
import type { LegacyRow } from '../../src/rules/legacy-row.ts';
import type { MessageKind } from '../../src/rules/message-kind.ts';
import { conditionSchema } from '../../src/rules/read-condition.ts';
import { readSettings } from '../../src/rules/settings/read-settings.ts';

/* What the refactored function did otherwise than the old one, defect by defect, over the rules that ship. Invented data. */

const settings = readSettings(new URL('../../lambda/config/', import.meta.url));
const start = new Date('2026-11-02T06:00:00Z');
const hoursBefore = (hours: number) => new Date(start.getTime() - hours * 3_600_000);
const kst = (clock: string) => new Date(`2026-11-02T${clock}+09:00`);

const booking: Booking = {
  storeId: '1051707',
  bookingNum: '1051707_1',
  status: 'RC03',
  phone: { digits: '01000000001', key: '010-0000-0001', isUsual: true },
  customerName: '김가상',
  startsAt: start,
  confirmedAt: hoursBefore(48),
  optionNames: [],
  unreadOptions: 0,
  previousBookingNum: null,
  fields: {},
};
const row: LegacyRow = {
  booking_num: '1051707_1',
  phone: '010-0000-0001',
  name: '김가상',
  booking_time: '2026-11-02 15:00:00',
  confirm_sms: true,
  remind_sms: true,
  option_sms: false,
  option_time: '',
};
const completed: Booking = { ...booking, status: 'RC08', optionNames: ['네이버 (invented)'] };

const due = (given: Booking, known: LegacyRow | null, now: Date) =>
  dueKinds(settings.rules, { booking: given, record: { row: known, released: new Set() }, now }).map(
    ({ kind }) => kind,
  );
const decide = (given: Booking, known: LegacyRow | null, now: Date) =>
  decideMessages({
    settings,
    bookings: [given],
    recordOf: () => ({ row: known, released: new Set() }),
    now,
    lastSendAt: now,
    isTableEmpty: false,
    inChargeSince: null,
  });
const check = (written: unknown, given: Booking, released: readonly MessageKind[] = []) =>
  holds(conditionSchema.parse(written), {
    booking: given,
    record: { row, released: new Set(released) },
    now: start,
  });

describe('parity defect 1: rules ran over confirmed and completed bookings alike', () => {
  it('an unseen completed booking is never confirmed', () => {
    expect(due(completed, null, hoursBefore(-3))).toEqual([]);
  });

  it('a future confirmed booking with an option gets no event message at 20:00', () => {
    const future = { ...completed, status: 'RC03' as const, startsAt: hoursBefore(-48) };
    expect(due(future, row, kst('20:00:00'))).toEqual([]);
  });
});

describe('parity defect 2: confirm_sms never became true', () => {
  it('the row of a new booking is made with the flag set, in the transaction of the claim', () => {
    const [message] = decide(booking, null, hoursBefore(24)).due;
    expect(message?.legacy).toMatchObject({
      action: 'create-row',
      row: { confirm_sms: true, remind_sms: false, option_sms: false },
    });
  });
});

describe('parity defect 3: the reminder of a late booking hung on a missing row counting as an unset flag', () => {
  it('a new booking within two hours gets both messages by a rule that says so', () => {
    const decided = decide(booking, null, hoursBefore(2)).due;
    expect(decided.map(({ kind, ruleName }) => [kind, ruleName])).toEqual([
      ['confirm', 'R1 New booking'],
      ['guide', 'R1 New booking within two hours'],
    ]);
  });

  it('the reminder rule itself wants a row', () => {
    const reminders = settings.rules.filter(({ name }) => name.startsWith('R2'));
    const facts = { booking, record: { row: null, released: new Set<never>() }, now: hoursBefore(1) };
    expect(dueKinds(reminders, facts)).toEqual([]);
  });
});

describe('parity defect 4: the flag was set after the send, and a failed send did not stop it', () => {
  it('each message carries its own flag, to be written with its claim', () => {
    const both = decide(booking, null, hoursBefore(1)).due;
    expect(both.map(({ kind, legacy }) => [kind, legacy.flag])).toEqual([
      ['confirm', 'confirm_sms'],
      ['guide', 'remind_sms'],
    ]);
  });

  it('no rule can set a flag or make a row on its own', () => {
    for (const alone of [{ update_flag: 'remind_sms' }, { create_db_record: true }]) {
      expect(actionsSchema.safeParse([alone, { log_event: 'x' }]).success).toBe(false);
    }
  });
});

describe('parity defect 5: the hour of 20 has three runs', () => {
  it('the rule holds in all three, and after the first its flag says no', () => {
    for (const clock of ['20:00:00', '20:20:00', '20:40:00']) {
      expect(due(completed, row, kst(clock))).toEqual(['event']);
      expect(due(completed, { ...row, option_sms: true }, kst(clock))).toEqual([]);
    }
  });
});

describe("parity defect 6: the machine's own zone decided", () => {
  it('20 is the hour in Seoul', () => {
    expect(due(completed, row, new Date('2026-11-02T11:00:00Z'))).toEqual(['event']);
    expect(due(completed, row, new Date('2026-11-02T20:00:00Z'))).toEqual([]);
  });

  it('today is the day in Seoul, also where UTC is still at yesterday', () => {
    const facts = { booking, record: { row, released: new Set<never>() }, now: kst('00:30:00') };
    expect(holds(conditionSchema.parse({ date_is_today: true }), facts)).toBe(true);
  });
});

describe('parity defect 7: has_option_keyword took a flag for the keywords', () => {
  it('only the names of the options count', () => {
    const flagged = { ...completed, optionNames: ['다른 옵션'], fields: { option: true } };
    expect(check({ has_option_keyword: ['네이버'] }, flagged)).toBe(false);
    expect(check({ has_option_keyword: ['다른'] }, flagged)).toBe(true);
  });
});

describe('parity defect 8: sms_send_failed read what nothing ever set', () => {
  it('it reads the claims that were given back', () => {
    expect(check({ sms_send_failed: true }, booking)).toBe(false);
    expect(check({ sms_send_failed: 'guide' }, booking, ['guide'])).toBe(true);
    expect(check({ sms_send_failed: 'confirm' }, booking, ['guide'])).toBe(false);
  });
});
