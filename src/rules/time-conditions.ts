import * as z from 'zod';
import { kstDate, kstHour, toKst } from '../domain/kst.ts';
import type { Facts } from './condition.ts';
import { is, named, takes } from './condition-spec.ts';
import { dayTime, isWithin } from './day-time.ts';

const hourMs = 3_600_000;
const hour = z.number().int().min(0).max(23);
const day = z.iso.date();

const hoursLeft = z.union([
  z
    .number()
    .positive()
    .transform((hours) => ({ hours, inclusive: false })),
  z.strictObject({ hours: z.number().positive(), inclusive: z.boolean() }),
]);

const days = z
  .strictObject({ from: day, to: day, of: z.enum(['booking', 'today']).default('booking') })
  .refine(({ from, to }) => from <= to, 'the range ends before it begins');

/** Conditions on the time: all in KST, whatever zone the machine has. */
export const timeConditions = named({
  /** The start lies ahead, at most (`inclusive`) or less than so many hours. A number alone is exclusive. */
  time_before_booking: [
    '{ hours: 2, inclusive: false }',
    takes(
      hoursLeft,
      ({ hours, inclusive }, { booking, now }) => {
        const leftMs = booking.startsAt.getTime() - now.getTime();
        return leftMs > 0 && (inclusive ? leftMs <= hours * hourMs : leftMs < hours * hourMs);
      },
      startText,
    ),
  ],
  /** Hour of the day. It holds in every run of that hour: only flags and claims prevent repeats. */
  current_hour: [
    '20',
    takes(
      hour,
      (at, { now }) => kstHour(now) === at,
      nowText,
      (at) =>
        ({ now }) =>
          kstHour(now) === at,
    ),
  ],
  current_hour_any: [
    '[19, 20]',
    takes(
      z.array(hour).min(1),
      (hours, { now }) => hours.includes(kstHour(now)),
      nowText,
      (hours) =>
        ({ now }) =>
          hours.includes(kstHour(now)),
    ),
  ],
  /** From the first time on and before the second; over midnight where the second is the earlier one. */
  time_of_day: [
    '{ from: "20:00", to: "20:20" }',
    takes(
      dayTime,
      (span, { now }) => isWithin(now, span),
      nowText,
      (span) =>
        ({ now }) =>
          isWithin(now, span),
    ),
  ],
  date_is_today: ['true', is(({ booking, now }) => kstDate(booking.startsAt) === kstDate(now), startText)],
  /** The day of the booking, or with `of: today` the present one; both ends included. */
  date_range: [
    '{ from: 2026-12-01, to: 2026-12-31 }',
    takes(
      days,
      ({ from, to, of }, { booking, now }) => {
        const date = kstDate(of === 'today' ? now : booking.startsAt);
        return from <= date && date <= to;
      },
      startText,
      ({ from, to, of }) => (of === 'today' ? ({ now }) => from <= kstDate(now) && kstDate(now) <= to : null),
    ),
  ],
});

function nowText({ now }: Facts): string {
  return `it is ${toKst(now)} KST`;
}

function startText({ booking, now }: Facts): string {
  const leftMs = booking.startsAt.getTime() - now.getTime();
  const minutes = Math.floor(Math.abs(leftMs) / 60_000);
  const span = `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `it is ${toKst(now)}, the booking ${leftMs > 0 ? 'begins' : 'began'} ${toKst(booking.startsAt)} KST, ${
    leftMs > 0 ? `${span} from then` : `${span} before`
  }`;
}
