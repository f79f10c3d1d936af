import { describe, expect, it } from 'vitest';
import type { LegacyRow, MessageKind } from '../../lambda/messages/due-message.ts';
import type { Booking } from '../../src/rules/booking.ts';
import { dueKinds } from '../../src/rules/due-kinds.ts';
import { rulesSchema } from '../../src/rules/rule.ts';
import { readYaml } from '../../src/yaml/read-yaml.ts';

/*
 * The old function's rules with their exact boundaries, as rules.yaml holds them. `Defect n` names the parity defect of
 * the refactored function that the case keeps out.
 */
const rules = readYaml(new URL('../../lambda/config/rules.yaml', import.meta.url), rulesSchema);

/** 2 November 2026, 15:00 in Korea. */
const start = new Date('2026-11-02T06:00:00Z');
const earlier = (ms: number) => new Date(start.getTime() - ms);
const hourMs = 3_600_000;

const booking = (changes: Partial<Booking> = {}): Booking => ({
  storeId: '1051707',
  bookingNum: '1051707_1',
  status: 'RC03',
  phone: { digits: '01000000001', key: '010-0000-0001', isUsual: true },
  customerName: '김가상',
  startsAt: start,
  confirmedAt: earlier(48 * hourMs),
  optionNames: [],
  unreadOptions: 0,
  previousBookingNum: null,
  fields: {},
  ...changes,
});

const row = (confirm: boolean, remind: boolean, option: boolean): LegacyRow => ({
  booking_num: '1051707_1',
  phone: '010-0000-0001',
  name: '김가상',
  booking_time: '2026-11-02 15:00:00',
  confirm_sms: confirm,
  remind_sms: remind,
  option_sms: option,
  option_time: '',
});

interface Case {
  readonly now: Date;
  readonly row?: LegacyRow | null;
  readonly booking?: Partial<Booking>;
  readonly released?: readonly MessageKind[];
}

const due = (given: Case): readonly MessageKind[] =>
  dueKinds(rules, {
    booking: booking(given.booking),
    record: { row: given.row ?? null, released: new Set(given.released ?? []) },
    now: given.now,
  }).map(({ kind }) => kind);

describe('R1, a booking without a row', () => {
  it.each([
    ['long before', earlier(48 * hourMs), ['confirm']],
    ['1 ms more than two hours before', earlier(2 * hourMs + 1), ['confirm']],
    ['exactly two hours before', earlier(2 * hourMs), ['confirm', 'guide']],
    ['1 ms before its start', earlier(1), ['confirm', 'guide']],
    ['at its start', start, ['confirm']],
    ['after its start', earlier(-hourMs), ['confirm']],
  ])('%s', (_, now, kinds) => {
    expect(due({ now })).toEqual(kinds);
  });

  it('is due again where its confirm claim was given back', () => {
    expect(due({ now: earlier(24 * hourMs), row: row(false, false, false), released: ['confirm'] })).toEqual([
      'confirm',
    ]);
  });

  it('is not due for a row whose flag is unset and that no claim of ours explains', () => {
    expect(due({ now: earlier(24 * hourMs), row: row(false, false, false) })).toEqual([]);
  });

  it('never confirms a completed booking (defect 1)', () => {
    expect(due({ now: earlier(-hourMs), booking: { status: 'RC08' } })).toEqual([]);
  });
});

describe('R2, a booking with a row', () => {
  it.each([
    ['exactly two hours before', earlier(2 * hourMs), []],
    ['1 ms less than two hours before', earlier(2 * hourMs - 1), ['guide']],
    ['1 ms before its start', earlier(1), ['guide']],
    ['at its start', start, []],
  ])('%s', (_, now, kinds) => {
    expect(due({ now, row: row(true, false, false) })).toEqual(kinds);
  });

  it('sends the confirmation first where the row says that it never went', () => {
    expect(due({ now: earlier(hourMs), row: row(false, false, false) })).toEqual(['confirm', 'guide']);
  });

  it('is silent once the reminder flag is set, the confirmation flag notwithstanding', () => {
    expect(due({ now: earlier(hourMs), row: row(false, true, false) })).toEqual([]);
  });

  it('asks for a confirmation once where two rules do', () => {
    const given = { now: earlier(hourMs), row: row(false, false, false), released: ['confirm'] as const };
    expect(due(given)).toEqual(['confirm', 'guide']);
  });
});

describe('R3, a completed booking with a row', () => {
  const at = (clock: string) => new Date(`2026-11-02T${clock}+09:00`);
  const matching = { status: 'RC08', optionNames: ['원본 전체 (invented)'] } as const;
  const known = row(true, true, false);

  it.each([
    ['19:59:59.999', []],
    ['20:00:00.000', ['event']],
    ['20:59:59.999', ['event']],
    ['21:00:00.000', []],
  ])('at %s KST', (clock, kinds) => {
    expect(due({ now: at(clock), row: known, booking: matching })).toEqual(kinds);
  });

  it.each(['네이버 이벤트', '인스타', '사진원본제공'])('matches a keyword anywhere in "%s"', (name) => {
    expect(
      due({ now: at('20:00:00'), row: known, booking: { status: 'RC08', optionNames: ['x', name] } }),
    ).toEqual(['event']);
  });

  it('wants a keyword, a row, an unset flag', () => {
    const now = at('20:00:00');
    expect(due({ now, row: known, booking: { status: 'RC08', optionNames: ['다른 옵션'] } })).toEqual([]);
    expect(due({ now, row: null, booking: matching })).toEqual([]);
    expect(due({ now, row: row(true, true, true), booking: matching })).toEqual([]);
  });

  it('leaves a future confirmed booking with an option alone at 20:00 (defect 1)', () => {
    const future = { ...matching, status: 'RC03' as const, startsAt: earlier(-48 * hourMs) };
    expect(due({ now: at('20:00:00'), row: known, booking: future })).toEqual([]);
  });
});
