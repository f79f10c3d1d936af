import { describe, expect, it } from 'vitest';
import type { LegacyRow } from '../../../lambda/messages/due-message.ts';
import { missedKinds } from '../../../lambda/rules/missed-kinds.ts';
import type { Booking } from '../../../src/rules/booking.ts';
import { rulesSchema } from '../../../src/rules/rule.ts';
import { readYaml } from '../../../src/yaml/read-yaml.ts';

const rules = readYaml(new URL('../../../lambda/config/rules.yaml', import.meta.url), rulesSchema);
const start = new Date('2026-11-02T06:00:00Z');
const minutes = (count: number) => new Date(start.getTime() + count * 60_000);

const row: LegacyRow = {
  booking_num: '1051707_1',
  phone: '010-0000-0001',
  name: '김가상',
  booking_time: '2026-11-02 15:00:00',
  confirm_sms: true,
  remind_sms: false,
  option_sms: false,
  option_time: '',
};
const booking: Booking = {
  storeId: '1051707',
  bookingNum: '1051707_1',
  status: 'RC03',
  phone: { digits: '01000000001', key: '010-0000-0001', isUsual: true },
  customerName: '김가상',
  startsAt: start,
  confirmedAt: minutes(-600),
  optionNames: [],
  unreadOptions: 0,
  previousBookingNum: null,
  fields: {},
};

function missed(changes: { booking?: Partial<Booking>; row?: LegacyRow | null; now?: Date; since?: Date }) {
  const record = { row: changes.row === undefined ? row : changes.row, released: new Set<never>() };
  const facts = { booking: { ...booking, ...changes.booking }, record, now: changes.now ?? minutes(1) };
  return missedKinds(rules, facts, changes.since ?? minutes(-300));
}

describe('a message is missed', () => {
  it('where the booking began with its reminder unsent', () => {
    expect(missed({})).toEqual(['guide']);
  });

  it('also where the visit has made it a completed booking meanwhile', () => {
    expect(missed({ booking: { status: 'RC08' } })).toEqual(['guide']);
  });

  it('never before the booking begins', () => {
    expect(missed({ now: minutes(-1) })).toEqual([]);
  });

  it('never where it was sent', () => {
    expect(missed({ row: { ...row, remind_sms: true } })).toEqual([]);
  });

  it('never where the booking was confirmed too late for a run to see it in time', () => {
    expect(missed({ booking: { confirmedAt: minutes(-19) } })).toEqual([]);
    expect(missed({ booking: { confirmedAt: minutes(-20) } })).toEqual(['guide']);
  });

  it('also where the booking does not say when it was confirmed: nobody knows that it was too late', () => {
    expect(missed({ booking: { confirmedAt: null } })).toEqual(['guide']);
  });

  it('also where we took charge in the last minutes: what is unmarked then is ours to send', () => {
    expect(missed({ since: minutes(-1) })).toEqual(['guide']);
  });

  it('never where another sender was in charge until the booking began', () => {
    expect(missed({ since: minutes(0) })).toEqual([]);
  });

  it('does not count a confirmation that is still due', () => {
    expect(missed({ row: null })).toEqual(['guide']);
  });
});
