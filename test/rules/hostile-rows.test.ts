import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideMessages } from '../../lambda/rules/decide-messages.ts';
import { conditions } from '../../src/rules/conditions.ts';
import { readBookingRow } from '../../src/rules/read-booking-row.ts';
import { rulesSchema } from '../../src/rules/rule.ts';
import { readSettings } from '../../src/rules/settings/read-settings.ts';
import { parseYaml } from '../../src/yaml/read-yaml.ts';

/* Whatever a row holds, and whichever rule looks at it: nothing throws, so that no booking stops another. */

const shipped = readSettings(new URL('../../lambda/config/', import.meta.url));
/** A rule for each condition, with its own example, and one that compares fields that a row need not have. */
const examples = [
  ...Object.values(conditions).map(({ example }) => example),
  'field: { path: name, equals: x }',
];
const rules = parseYaml(
  'rules.yaml',
  `rules:\n${examples
    .map(
      (example, index) =>
        `  - { name: r${index}, enabled: true, when: { all: [{ booking_status_any: [RC03, RC08] }, { ${example} }] }, actions: [{ send_sms: event }, { log_event: x }] }\n`,
    )
    .join('')}`,
  rulesSchema,
);
/** The text names all that a customer writes. */
const event = { ...shipped.templates.event, content: '{customerName} {optionNames} {bookingDate}' };
const settings = { ...shipped, rules, templates: { ...shipped.templates, event } };

const good = {
  bookingId: 11,
  businessId: 1051707,
  name: '김가상',
  phone: '01000000011',
  bookingStatusCode: 'RC08',
  confirmedDateTime: '2026-11-01T10:00:00+09:00',
  previousBookingId: 10,
  bookingCount: 2,
  snapshotJson: {
    startDateTime: '2026-11-02T05:00:00Z',
    bookingOptionJson: [{ name: '네이버 이벤트', bookingCount: 1 }],
  },
};
const strange = fc.oneof(
  fc.anything(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    null,
    '',
    '😀',
    '\u0000',
    '{storeName}',
    '9999-12-31T23:59:59Z',
    '+275760-09-13T00:00:00Z',
    -0,
    1e308,
  ),
);
const spoilt = fc
  .record({
    top: fc.dictionary(fc.constantFrom(...Object.keys(good), 'aFieldOfTomorrow'), strange, { maxKeys: 3 }),
    snapshot: fc.dictionary(fc.constantFrom('startDateTime', 'bookingOptionJson'), strange, { maxKeys: 1 }),
    option: fc.dictionary(fc.constantFrom('name', 'bookingCount'), strange, { maxKeys: 2 }),
  })
  .map(({ top, snapshot, option }) => ({
    ...good,
    snapshotJson: {
      ...good.snapshotJson,
      bookingOptionJson: [{ name: '네이버', bookingCount: 1, ...option }],
      ...snapshot,
    },
    ...top,
  }));

describe('a row with anything in it', () => {
  it('is read or skipped by its id and a field, and decided beside a good one, which is always decided', () => {
    const reached = { read: 0, skipped: 0, unsendable: 0 };
    fc.assert(
      fc.property(fc.oneof(spoilt, fc.anything()), (row) => {
        const readings = [row, { ...good, bookingId: 12 }].map((each) => readBookingRow('1051707', each));
        const bookings = readings.flatMap((reading) => (reading.state === 'read' ? [reading.booking] : []));
        for (const reading of readings) {
          reached[reading.state] += 1;
          if (reading.state === 'skipped')
            expect(reading.skipped.bookingNum).toMatch(/^(unknown|1051707_\d+)$/);
        }
        const now = new Date('2026-11-02T11:00:00Z');
        const decided = decideMessages({
          settings,
          bookings,
          recordOf: () => ({ row: null, released: new Set() }),
          now,
          lastSendAt: now,
          isTableEmpty: false,
          inChargeSince: new Date('2026-10-01T00:00:00Z'),
        });
        reached.unsendable += decided.unsendable.length;
        expect(decided.due.map(({ bookingNum }) => bookingNum)).toContain('1051707_12');
      }),
      { numRuns: 500 },
    );
    // The property says something only where it has seen each of them.
    expect(Math.min(...Object.values(reached))).toBeGreaterThan(5);
  });
});
