import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  nextTickWindow,
  parseSchedule,
  periodMsOf,
  startAllowanceMs,
  windowOfTick,
} from '../../src/domain/schedule.ts';

const minuteMs = 60_000;
const at = (text: string) => Date.parse(`2026-01-0${text}Z`);

function schedule(expression: string) {
  const parsed = parseSchedule(expression);
  if (!parsed) throw new Error(`${expression} was not read`);
  return parsed;
}

describe('parseSchedule', () => {
  it.each([
    'rate(0 minutes)',
    'rate(20 seconds)',
    'cron(*/20 * * * *)',
    'cron(0 9 15W * ? *)',
    'cron(99 * * * ? *)',
    'every 20 minutes',
    '',
  ])('reads no schedule out of %j', (expression) => {
    expect(parseSchedule(expression)).toBeNull();
  });

  it('reads the days of the week from 1 = Sunday, as EventBridge counts them', () => {
    // 2026-01-01 is a Thursday: day 5.
    const window = nextTickWindow(schedule('cron(0 9 ? * 5 *)'), at('1T00:00:00'), null);

    expect(window?.earliestMs).toBe(at('1T09:00:00'));
  });

  it('keeps to the years that the expression names', () => {
    expect(nextTickWindow(schedule('cron(0 9 1 1 ? 2026)'), at('2T00:00:00'), null)).toBeNull();
    expect(nextTickWindow(schedule('cron(0 9 1 * ? 2026-2027)'), at('2T00:00:00'), null)).not.toBeNull();
  });
});

describe('the window of the next tick', () => {
  it('is one tick wide for cron, from its minute to the allowance after it', () => {
    const window = nextTickWindow(schedule('cron(*/20 * * * ? *)'), at('1T00:05:00'), null);

    expect(window).toMatchObject({
      earliestMs: at('1T00:20:00'),
      latestMs: at('1T00:20:00') + startAllowanceMs,
    });
  });

  it('is a whole period for a rate, since nobody says whether enabling restarts the count', () => {
    const fromMs = at('1T00:05:00');

    const window = nextTickWindow(schedule('rate(20 minutes)'), fromMs, null);

    expect(window).toMatchObject({
      earliestMs: fromMs,
      latestMs: fromMs + 20 * minuteMs + startAllowanceMs,
      likelyMs: null,
    });
  });

  it('tells from a known tick which moment is likely', () => {
    const window = nextTickWindow(schedule('rate(20 minutes)'), at('1T00:05:00'), at('1T00:01:00'));

    expect(window?.likelyMs).toBe(at('1T00:21:00'));
  });

  it('holds every tick of a rate whatever its phase, and each further window the next one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 0, max: 7_200_000 }),
        fc.integer({ min: 1, max: 12 }),
        (minutes, phaseMs, count) => {
          const periodMs = minutes * minuteMs;
          const fromMs = at('1T00:00:00');
          const firstMs = fromMs + (phaseMs % periodMs) + 1;

          const window = windowOfTick(schedule(`rate(${minutes} minutes)`), fromMs, count);

          const tickMs = firstMs + (count - 1) * periodMs;
          expect(tickMs).toBeGreaterThanOrEqual(window?.earliestMs ?? Number.POSITIVE_INFINITY);
          expect(tickMs).toBeLessThanOrEqual(window?.latestMs ?? 0);
        },
      ),
    );
  });

  it('knows the length of a period of both kinds', () => {
    expect(periodMsOf(schedule('rate(1 hour)'), at('1T00:00:00'))).toBe(60 * minuteMs);
    expect(periodMsOf(schedule('cron(*/20 * * * ? *)'), at('1T00:05:00'))).toBe(20 * minuteMs);
  });
});
