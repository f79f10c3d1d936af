import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookingStatuses } from '../../src/rules/booking.ts';
import { type Facts, holds } from '../../src/rules/condition.ts';
import { mayHold } from '../../src/rules/may-hold.ts';
import { rulesSchema } from '../../src/rules/rule.ts';
import { readSettings } from '../../src/rules/settings/read-settings.ts';
import { parseYaml } from '../../src/yaml/read-yaml.ts';

const shipped = readSettings(new URL('../../lambda/config/', import.meta.url));
const ruleOf = (when: unknown) =>
  parseYaml(
    'rules.yaml',
    JSON.stringify({ rules: [{ name: 'r', enabled: true, when, send: ['event'] }] }),
    rulesSchema,
  );
const at = (time: string) => new Date(`2026-11-02T${time}+09:00`);
const during = (from: string, to = from) => ({ from: at(from), to: at(to) });

describe('whether a rule can hold', () => {
  it.each([
    ['RC03', '14:00:00', true],
    ['RC08', '14:00:00', false],
    ['RC08', '19:54:59', false],
    ['RC08', '20:00:00', true],
    ['RC08', '20:59:59', true],
    ['RC08', '21:00:00', false],
  ] as const)('the shipped ones for %s at %s: %s', (status, time, expected) => {
    expect(mayHold(shipped.rules, status, during(time))).toBe(expected);
  });

  it('in a run that begins before the hour and may decide in it', () => {
    expect(mayHold(shipped.rules, 'RC08', during('19:56:30', '20:01:30'))).toBe(true);
    expect(mayHold(shipped.rules, 'RC08', during('19:54:30', '19:59:30'))).toBe(false);
  });

  it.each([
    ['another hour', { all: [{ booking_status: 'RC08' }, { current_hour: 9 }] }, '09:30:00', true],
    ['any of hours', { all: [{ booking_status: 'RC08' }, { current_hour_any: [9, 21] }] }, '21:05:00', true],
    ['two statuses', { booking_status_any: ['RC03', 'RC08'] }, '04:00:00', true],
    [
      'a span over midnight',
      { all: [{ booking_status: 'RC08' }, { time_of_day: { from: '23:50', to: '00:10' } }] },
      '00:05:00',
      true,
    ],
    [
      'a span that the run touches for one minute',
      { all: [{ booking_status: 'RC08' }, { time_of_day: { from: '14:02', to: '14:03' } }] },
      '14:00:30',
      true,
    ],
    ['not at night', { all: [{ booking_status: 'RC08' }, { not: { current_hour: 14 } }] }, '14:00:00', false],
    [
      'days that are over',
      {
        all: [
          { booking_status: 'RC08' },
          { date_range: { from: '2026-10-01', to: '2026-10-31', of: 'today' } },
        ],
      },
      '14:00:00',
      false,
    ],
    [
      'days of the visit, which no clock knows',
      { all: [{ booking_status: 'RC08' }, { date_range: { from: '2026-10-01', to: '2026-10-31' } }] },
      '14:00:00',
      true,
    ],
  ])('with %s', (_, when, time, expected) => {
    const from = at(time);
    const to = new Date(from.getTime() + 5 * 60_000);
    expect(mayHold(ruleOf(when), 'RC08', { from, to })).toBe(expected);
  });

  it('is never denied for a rule that then holds', () => {
    const leaf = fc.constantFrom(
      { current_hour: 20 },
      { current_hour_any: [19, 20] },
      { time_of_day: { from: '20:00', to: '20:20' } },
      { date_is_today: true },
      { booking_in_db: true },
      { booking_status: 'RC03' },
      { booking_status: 'RC08' },
      { has_option_keyword: ['원본'] },
    );
    const tree = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.record({ all: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
        fc.record({ any: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
        fc.record({ not: tie('node') }),
      ),
    })).node;
    const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
    fc.assert(
      fc.property(
        tree,
        minute,
        fc.constantFrom(...bookingStatuses),
        fc.boolean(),
        (when, of, status, hasRow) => {
          const rules = ruleOf({ all: [{ booking_status_any: ['RC03', 'RC08'] }, when] });
          const now = new Date(at('00:00:00').getTime() + of * 60_000);
          const facts = factsOf(now, status, hasRow);
          if (!rules.some((rule) => holds(rule.when, facts))) return;
          expect(mayHold(rules, status, { from: now, to: now })).toBe(true);
        },
      ),
    );
  });
});

function factsOf(now: Date, status: 'RC03' | 'RC08', hasRow: boolean): Facts {
  const row = {
    booking_num: '1_1',
    phone: '010-0000-0001',
    name: '',
    booking_time: '',
    confirm_sms: true,
    remind_sms: false,
    option_sms: false,
    option_time: '',
  };
  return {
    now,
    record: { row: hasRow ? row : null, released: new Set() },
    booking: {
      storeId: '1',
      bookingNum: '1_1',
      status,
      phone: { digits: '01000000001', key: '010-0000-0001', isUsual: true },
      customerName: '김가상',
      startsAt: now,
      confirmedAt: null,
      optionNames: ['원본'],
      unreadOptions: 0,
      previousBookingNum: null,
      fields: {},
    },
  };
}
