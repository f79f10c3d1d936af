/*
 * When a rule's schedule fires: rate() and cron() expressions of EventBridge rules, in UTC, and the window in which the
 * next tick is due. Nothing here says that a tick happened; that is read from logs and metrics.
 */
import { CronExpressionParser } from 'cron-parser';

export type Schedule =
  | { readonly kind: 'rate'; readonly expression: string; readonly periodMs: number }
  | { readonly kind: 'cron'; readonly expression: string; readonly fields: CronFields };

export interface TickWindow {
  readonly earliestMs: number;
  readonly latestMs: number;
  /** The most likely moment; null where the phase of a rate is not known. */
  readonly likelyMs: number | null;
  /** Why the window is as wide as it is, for the operator. */
  readonly basis: string;
}

interface CronFields {
  /** Five fields as the cron library reads them, days of the week 0-6. */
  readonly pattern: string;
  readonly years: string;
}

/**
 * EventBridge starts a rule within one minute of its time, and the target some seconds later (vendor's
 * troubleshooting page); half a minute is our allowance for those seconds.
 */
export const startAllowanceMs = 90_000;

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Parses a rule's ScheduleExpression; null where it is not one that we can predict (among them cron with `W`). */
export function parseSchedule(expression: string): Schedule | null {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate) {
    const periodMs = Number(rate[1]) * (unitMs[rate[2] ?? ''] ?? 0);
    return periodMs > 0 ? { kind: 'rate', expression, periodMs } : null;
  }
  const cron = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$/.exec(expression);
  return cron ? parseCron(expression, cron.slice(1)) : null;
}

/** The length of one period from `fromMs`: for cron, the gap between the next two ticks. Null: no two ticks follow. */
export function periodMsOf(schedule: Schedule, fromMs: number): number | null {
  if (schedule.kind === 'rate') return schedule.periodMs;
  const [first, second] = cronTicks(schedule.fields, fromMs, 2);
  return first === undefined || second === undefined ? null : second - first;
}

/**
 * The window in which the first tick after `fromMs` must start. For a rate the vendor documents the phase from the
 * creation of the rule and is silent on enabling, so the window spans a whole period and a known tick only tells what
 * is likely. Null where the schedule has no tick left.
 */
export function nextTickWindow(
  schedule: Schedule,
  fromMs: number,
  knownTickMs: number | null,
): TickWindow | null {
  if (schedule.kind === 'cron') {
    const [tick] = cronTicks(schedule.fields, fromMs, 1);
    if (tick === undefined) return null;
    return {
      earliestMs: tick,
      latestMs: tick + startAllowanceMs,
      likelyMs: tick,
      basis: schedule.expression,
    };
  }
  const { periodMs } = schedule;
  return {
    earliestMs: fromMs,
    latestMs: fromMs + periodMs + startAllowanceMs,
    likelyMs: knownTickMs === null ? null : nextInPhase(knownTickMs, fromMs, periodMs),
    basis: `${schedule.expression}, its phase is not known`,
  };
}

/** The window of tick `count` (1-based) after `fromMs`: it ends where that many ticks must have started. */
export function windowOfTick(schedule: Schedule, fromMs: number, count: number): TickWindow | null {
  if (schedule.kind === 'cron') {
    const tick = cronTicks(schedule.fields, fromMs, count)[count - 1];
    return tick === undefined ? null : nextTickWindow(schedule, tick - 1, null);
  }
  return nextTickWindow(schedule, fromMs + (count - 1) * schedule.periodMs, null);
}

function nextInPhase(knownMs: number, fromMs: number, periodMs: number): number {
  const passed = Math.floor((fromMs - knownMs) / periodMs) + 1;
  return knownMs + passed * periodMs;
}

/** EventBridge: minutes hours day-of-month month day-of-week year; days of the week are 1-7 from Sunday. */
function parseCron(expression: string, parts: readonly string[]): Schedule | null {
  const [minutes = '', hours = '', dayOfMonth = '', month = '', dayOfWeek = '', years = ''] = parts;
  if (/W/i.test(dayOfMonth) || !/^[\d*,/-]+$/.test(years)) return null;
  const pattern = [minutes, hours, dayOfMonth, month, weekdayFromZero(dayOfWeek)].join(' ');
  try {
    CronExpressionParser.parse(pattern, { tz: 'UTC' });
  } catch {
    return null;
  }
  return { kind: 'cron', expression, fields: { pattern, years } };
}

/** Shifts 1-7 to 0-6 in `2`, `2-6`, `2,4`, `3#2` and `5L`, leaving the numbers after `/` and `#` alone. */
function weekdayFromZero(field: string): string {
  return field.replace(/(^|[,-])([1-7])/g, (_, before: string, day: string) => `${before}${Number(day) - 1}`);
}

function cronTicks(fields: CronFields, fromMs: number, count: number): readonly number[] {
  const ticks: number[] = [];
  const endDate = new Date(fromMs + maxLookAheadMs);
  const cursor = CronExpressionParser.parse(fields.pattern, {
    currentDate: new Date(fromMs),
    endDate,
    tz: 'UTC',
  });
  while (ticks.length < count && cursor.hasNext()) {
    const tick = cursor.next().toDate();
    if (matchesYear(fields.years, tick.getUTCFullYear())) ticks.push(tick.getTime());
  }
  return ticks;
}

/** A schedule whose next tick is more than a year away is none for a cutover. */
const maxLookAheadMs = 366 * 86_400_000;

/** EventBridge's year field: `*`, `2026`, `2026-2030`, `2026/2`, and lists of these. */
function matchesYear(field: string, year: number): boolean {
  return field.split(',').some((part) => {
    const [range = '', step] = part.split('/');
    const [first = '', last] = range === '*' ? ['1970', '2199'] : range.split('-');
    const end = last ?? (step === undefined ? first : '2199');
    return year >= Number(first) && year <= Number(end) && (year - Number(first)) % Number(step ?? 1) === 0;
  });
}
