import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSchedule } from '../../../src/sandbox/events/schedule-expression.ts';

const at = (iso: string): number => Date.parse(iso);
const next = (expression: string, after: string, phase = after): string | null => {
  const ms = readSchedule(expression).nextAfter(at(after), at(phase));
  return ms === null ? null : new Date(ms).toISOString();
};

describe('readSchedule', () => {
  it('steps a rate from its phase, never at the phase itself', () => {
    const phase = '2026-11-20T03:07:30.000Z';
    expect(next('rate(20 minutes)', phase, phase)).toBe('2026-11-20T03:27:30.000Z');
    expect(next('rate(20 minutes)', '2026-11-20T03:27:29.999Z', phase)).toBe('2026-11-20T03:27:30.000Z');
    expect(next('rate(20 minutes)', '2026-11-20T03:27:30.000Z', phase)).toBe('2026-11-20T03:47:30.000Z');
    expect(next('rate(1 hour)', '2026-11-20T09:00:00.000Z', phase)).toBe('2026-11-20T09:07:30.000Z');
    expect(next('rate(1 day)', '2026-11-19T00:00:00.000Z', phase)).toBe('2026-11-21T03:07:30.000Z');
  });

  it('gives a rate’s next tick later than asked, at most one step, and in phase', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 90 }), fc.nat(1e9), fc.nat(1e9), (minutes, phaseMs, sinceMs) => {
        const afterMs = phaseMs + sinceMs;
        const stepMs = minutes * 60_000;
        const tick = readSchedule(`rate(${minutes} minutes)`).nextAfter(afterMs, phaseMs) ?? 0;
        expect(tick).toBeGreaterThan(afterMs);
        expect(tick - afterMs).toBeLessThanOrEqual(stepMs);
        expect((tick - phaseMs) % stepMs).toBe(0);
      }),
    );
  });

  it('reads cron in UTC from the wall clock, whatever the phase', () => {
    expect(next('cron(0/20 * * * ? *)', '2026-11-20T03:07:30.000Z')).toBe('2026-11-20T03:20:00.000Z');
    expect(next('cron(0 10 * * ? *)', '2026-11-20T10:00:00.000Z')).toBe('2026-11-21T10:00:00.000Z');
  });

  it('counts days of the week from Sunday = 1 and takes their names', () => {
    expect(next('cron(0 0 ? * 1 *)', '2026-11-20T00:00:00.000Z')).toBe('2026-11-22T00:00:00.000Z');
    expect(next('cron(0 0 ? * 2-6 *)', '2026-11-20T12:00:00.000Z')).toBe('2026-11-23T00:00:00.000Z');
    expect(next('cron(0 0 ? * MON *)', '2026-11-20T12:00:00.000Z')).toBe('2026-11-23T00:00:00.000Z');
  });

  it('never comes again after its last year', () => {
    expect(next('cron(0 0 1 1 ? 2027)', '2026-11-20T00:00:00.000Z')).toBe('2027-01-01T00:00:00.000Z');
    expect(next('cron(0 0 1 1 ? 2025)', '2026-11-20T00:00:00.000Z')).toBeNull();
  });

  it.each([
    'rate(1 minutes)',
    'rate(2 minute)',
    'rate(0 minutes)',
    'rate(20 seconds)',
    'every 20 minutes',
    'cron(0/20 * * * * *)',
    'cron(0/20 * ? * ? *)',
    'cron(0/20 * * * ?)',
    'cron(99 * * * ? *)',
    'cron(0 0 1 1 ? 1900)',
  ])('refuses %s as PutRule does', (expression) => {
    expect(() => readSchedule(expression)).toThrow(
      expect.objectContaining({
        code: 'ValidationException',
        message: 'Parameter ScheduleExpression is not valid.',
      }),
    );
  });
});
