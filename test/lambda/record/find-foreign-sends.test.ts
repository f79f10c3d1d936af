import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LegacyRow } from '../../../lambda/messages/due-message.ts';
import {
  findForeignSends,
  suspectsOf,
  type WatchedBooking,
} from '../../../lambda/record/find-foreign-sends.ts';
import { inventedMessage } from '../claim-and-send/invented-messages.ts';
import { type SendingWorld, startSendingWorld } from '../claim-and-send/sending-world.ts';

const approvedAt = new Date('2026-11-02T05:00:00Z');
const before = new Date('2026-11-02T04:59:00Z');
const after = new Date('2026-11-02T05:01:00Z');
const phone = '010-0000-0001';

const row = (flags: Partial<LegacyRow>): LegacyRow => ({
  booking_num: '1051707_1',
  phone,
  name: 'invented',
  booking_time: '2026-11-03 10:00:00',
  confirm_sms: false,
  remind_sms: false,
  option_sms: false,
  option_time: '',
  ...flags,
});

const booking = (more: Partial<WatchedBooking>): WatchedBooking => ({
  bookingNum: '1051707_1',
  phone,
  startsAt: new Date('2026-11-03T01:00:00Z'),
  confirmedAt: before,
  row: null,
  ...more,
});

const kinds = (more: Partial<WatchedBooking>) =>
  suspectsOf(booking(more), approvedAt).map(({ kind }) => kind);

describe('the tripwire', () => {
  it('suspects a confirmation of a booking that was confirmed after the approval, and of no other', () => {
    expect(kinds({ row: row({ confirm_sms: true }), confirmedAt: after })).toEqual(['confirm']);
    expect(kinds({ row: row({ confirm_sms: true }), confirmedAt: before })).toEqual([]);
    expect(kinds({ row: row({ confirm_sms: true }), confirmedAt: null })).toEqual([]);
    expect(kinds({ row: row({}), confirmedAt: after })).toEqual([]);
    expect(kinds({ row: null, confirmedAt: after })).toEqual([]);
  });

  it('suspects a guide whose window opened after the approval, also by the time that the row was written for', () => {
    expect(kinds({ row: row({ remind_sms: true }) })).toEqual(['guide']);
    const early = { startsAt: new Date('2026-11-02T06:59:00Z') };
    expect(kinds({ row: row({ remind_sms: true }), ...early })).toEqual([]);
    expect(kinds({ row: row({ remind_sms: true, booking_time: '2026-11-02 15:59:00' }) })).toEqual([]);
  });

  it('suspects an event message of a booking that began after the approval', () => {
    expect(kinds({ row: row({ option_sms: true }) })).toEqual(['event']);
    expect(kinds({ row: row({ option_sms: true }), startsAt: before })).toEqual([]);
  });
});

describe('the tripwire against our own claims', () => {
  let world: SendingWorld;
  beforeEach(async () => {
    world = await startSendingWorld();
  });
  afterEach(() => world.stop());

  it('finds what another sender wrote and never what we did', async () => {
    const { tools } = await world.openRun();
    await tools.store.claim(
      inventedMessage({ bookingNum: '1051707_1', phone, kinds: [] }, 'confirm'),
      world.now(),
    );
    const ours = booking({ row: row({ confirm_sms: true }), confirmedAt: after });
    const foreign = { ...ours, bookingNum: '1051707_2' };

    const found = await findForeignSends(tools, [ours, foreign], approvedAt);

    expect(found).toEqual([{ bookingNum: '1051707_2', phone, kind: 'confirm' }]);
    expect(await findForeignSends(tools, [ours], approvedAt)).toEqual([]);
  });

  it('finds a flag also where ours only wrote down that the message is due, and not where a run gave it back', async () => {
    const { tools } = await world.openRun();
    const confirm = (number: number) =>
      inventedMessage({ bookingNum: `1051707_${number}`, phone, kinds: [] }, 'confirm');
    await tools.store.postpone(confirm(1), 'postponed: test', world.now());
    const result = await tools.store.claim(confirm(2), world.now());
    if (result.state !== 'claimed') throw new Error('not claimed');
    await tools.store.settle(result.claim, { event: 'release', reason: 'test' }, world.now());
    const flagged = (bookingNum: string) =>
      booking({ bookingNum, row: row({ confirm_sms: true }), confirmedAt: after });

    const found = await findForeignSends(tools, [flagged('1051707_1'), flagged('1051707_2')], approvedAt);

    expect(found).toEqual([{ bookingNum: '1051707_1', phone, kind: 'confirm' }]);
  });
});
