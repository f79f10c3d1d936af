import { describe, expect, it } from 'vitest';
import { reportDecisions } from '../../lambda/report-decisions.ts';
import type { Decisions } from '../../lambda/rules/decide-messages.ts';
import { emptyTally } from '../../lambda/summary/run-tally.ts';
import type { EmitEvent } from '../../lambda/telemetry/emit-event.ts';
import type { Booking } from '../../src/rules/booking.ts';

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
const nothing: Decisions = {
  due: [],
  unsendable: [],
  withheld: [],
  missed: [],
  rescheduled: [],
  notices: [],
};

function report(decisions: Partial<Decisions>) {
  const events: { name: string; fields: unknown }[] = [];
  const emit: EmitEvent = (name, fields) => {
    events.push({ name, fields });
  };
  const tally = { ...emptyTally(1), mode: 'live' as const };
  reportDecisions({ emit, tally, trigger: { kind: 'schedule' } }, { ...nothing, ...decisions });
  return { events, tally };
}

describe('reporting what was decided', () => {
  it('says one message that waits for the morning, its phone masked', () => {
    const withheld = [{ booking, kind: 'event', ruleName: 'R3', reason: 'night' }] as const;
    const { events, tally } = report({ withheld });
    expect(events).toEqual([
      {
        name: 'message_withheld',
        fields: {
          booking_num: '867589_1',
          kind: 'event',
          phone_masked: '010-****-0001',
          rule_name: 'R3',
          reason: 'night',
        },
      },
    ]);
    expect(tally.withheld).toBe(1);
  });

  it('says a message that SENS could not carry as refused', () => {
    const unsendable = [
      { booking, kind: 'guide', ruleName: 'R2', reason: 'not EUC-KR', contentDigest: 'd' },
    ] as const;
    const { events, tally } = report({ unsendable });
    expect(events).toMatchObject([{ name: 'send_refused', fields: { reason: 'not EUC-KR' } }]);
    expect(tally.messages.refusedByUs).toBe(1);
  });

  it('writes what a rule tells, and keeps a line for the channel that it names', () => {
    const notices = [
      { channel: 'slack', text: '확인', ruleName: 'Notice', booking, storeName: '가상점' },
    ] as const;
    const { events, tally } = report({ notices });
    expect(events).toMatchObject([
      { name: 'rule_noticed', fields: { channel: 'slack', rule_name: 'Notice' } },
    ]);
    expect(tally.notices).toHaveLength(1);
  });
});
