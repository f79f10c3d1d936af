import { CronExpressionParser } from 'cron-parser';
import { awsError } from '../http/service.ts';

/** When a schedule comes next. */
export interface Schedule {
  readonly kind: 'rate' | 'cron';
  /** The first tick after a time, null for never; `phaseMs` is where a rate's steps begin and means nothing to a cron. */
  nextAfter(afterMs: number, phaseMs: number): number | null;
}

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads `rate(20 minutes)` or `cron(0/20 * * * ? *)`, in UTC. Throws ValidationException, as PutRule does, also for
 * `rate(1 minutes)` (docs: eventbridge/latest/userguide/eb-rate-expressions.html).
 */
export function readSchedule(expression: string): Schedule {
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression);
  if (rate) return rateSchedule(rate);
  const cron = /^cron\((.+)\)$/.exec(expression);
  if (cron?.[1] !== undefined) return cronSchedule(cron[1]);
  throw invalid();
}

function rateSchedule([, count = '0', unit = '', plural]: readonly string[]): Schedule {
  const value = Number(count);
  if (value < 1 || (value === 1) !== (plural === '')) throw invalid();
  const stepMs = value * (unitMs[unit] ?? 0);
  return {
    kind: 'rate',
    nextAfter: (afterMs, phaseMs) => {
      const stepsDone = Math.floor((afterMs - phaseMs) / stepMs);
      return phaseMs + Math.max(1, stepsDone + 1) * stepMs;
    },
  };
}

/** AWS's fields: minutes hours day-of-month month day-of-week year; days of the week count from 1 = Sunday. */
function cronSchedule(fields: string): Schedule {
  const parts = fields.trim().split(/\s+/);
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = parts;
  if (parts.length !== 6 || dayOfWeek === undefined || year === undefined) throw invalid();
  // One of the two day fields must be `?` (docs: eb-cron-expressions).
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) throw invalid();
  const expression = [minutes, hours, dayOfMonth, month, sundayIsZero(dayOfWeek)].join(' ');
  const years = readYears(year);
  const lastYear = Math.max(...years);
  const next = (afterMs: number): number | null => {
    const cursor = CronExpressionParser.parse(expression, { currentDate: new Date(afterMs), tz: 'UTC' });
    for (let time = cursor.next(); time.getFullYear() <= lastYear; time = cursor.next()) {
      if (years.includes(time.getFullYear())) return time.getTime();
    }
    return null;
  };
  parseOrRefuse(expression);
  return { kind: 'cron', nextAfter: next };
}

function sundayIsZero(field: string): string {
  return field.replaceAll(/(?<![/#\d])\d/g, (day) => String((Number(day) + 6) % 7));
}

/** The last year that EventBridge knows is 2199. */
function readYears(field: string): readonly number[] {
  if (field === '*') return Array.from({ length: 230 }, (_, index) => 1970 + index);
  const years = field.split(',').map(Number);
  if (years.some((year) => !Number.isInteger(year) || year < 1970 || year > 2199)) throw invalid();
  return years;
}

function parseOrRefuse(expression: string): void {
  try {
    CronExpressionParser.parse(expression, { tz: 'UTC' });
  } catch {
    throw invalid();
  }
}

function invalid(): Error {
  return awsError('ValidationException', 'Parameter ScheduleExpression is not valid.');
}
