import { describe, expect, it } from 'vitest';
import type { Booking } from '../../src/rules/booking.ts';
import { explainRules } from '../../src/rules/explain-rules.ts';
import { listedRulesSchema } from '../../src/rules/rule.ts';
import { parseYaml } from '../../src/yaml/read-yaml.ts';

const rules = parseYaml(
  'rules.yaml',
  `rules:
  - { name: A, enabled: true, when: { all: [booking_status: RC03, not: { current_hour: 20 }] }, send: [confirm] }
  - { name: B, enabled: true, when: { booking_status: RC03 }, send: [confirm, guide] }
  - { name: C, enabled: false, when: { booking_status: RC03 }, send: [event] }
`,
  listedRulesSchema,
);
const booking: Booking = {
  storeId: '1051707',
  bookingNum: '1051707_1',
  status: 'RC03',
  phone: { digits: '01000000001', key: '010-0000-0001', isUsual: true },
  customerName: '김가상',
  startsAt: new Date('2026-11-03T06:00:00Z'),
  confirmedAt: null,
  optionNames: [],
  unreadOptions: 0,
  previousBookingNum: null,
  fields: {},
};
const completed: Booking = {
  ...booking,
  status: 'RC08',
  fields: { completedDateTime: '2026-11-03T07:00:00Z' },
};
const at = (now: string) =>
  explainRules(rules, { booking, record: { row: null, released: new Set() }, now: new Date(now) });

describe('an explanation', () => {
  it('says of each rule what it makes due, and what a rule before it took', () => {
    expect(at('2026-11-02T10:00:00Z').map(({ name, holds, due }) => [name, holds, due])).toEqual([
      ['A', true, ['confirm']],
      ['B', true, ['guide']],
      ['C', true, []],
    ]);
  });

  it('says until when a rule sends what is due, and that it sends nothing that is older', () => {
    const evening = parseYaml(
      'rules.yaml',
      'rules: [{ name: E, enabled: true, when: { booking_status: RC08 }, send: [event] }]',
      listedRulesSchema,
    );
    const record = { row: null, released: new Set<never>() };
    const explain = (now: string) =>
      explainRules(evening, { booking: completed, record, now: new Date(now) })[0];

    const until = new Date('2026-11-04T07:00:00Z');
    expect(explain('2026-11-04T07:00:00Z')).toMatchObject({
      due: ['event'],
      tooOld: [],
      sentUntil: { event: until },
    });
    expect(explain('2026-11-04T07:00:01Z')).toMatchObject({
      due: [],
      tooOld: ['event'],
      sentUntil: { event: until },
    });
    expect(at('2026-11-02T10:00:00Z').map(({ sentUntil }) => sentUntil)).toEqual([{}, {}, {}]);
  });

  it('shows each condition with what it saw, not and all included', () => {
    const [first] = at('2026-11-02T11:00:00Z');
    expect(first).toMatchObject({
      holds: false,
      condition: {
        text: 'all',
        holds: false,
        parts: [
          { text: 'booking_status: "RC03"', holds: true, observed: 'the booking is RC03' },
          {
            text: 'not',
            holds: false,
            parts: [{ text: 'current_hour: 20', holds: true, observed: 'it is 2026-11-02 20:00:00 KST' }],
          },
        ],
      },
    });
  });
});
