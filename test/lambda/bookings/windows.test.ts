import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { split, windowsFor } from '../../../lambda/bookings/windows.ts';

const dayMs = 24 * 3_600_000;
const days = { confirmedDaysAhead: 31, completedDaysBack: 31 };
/** 23:59:59 KST on 2 November. */
const now = new Date('2026-11-02T14:59:59Z');

describe('the windows of bookings', () => {
  it('begin for confirmed ones today at 00:00 KST and take exactly 31 days', () => {
    expect(windowsFor('RC03', now, days)).toEqual([
      { from: new Date('2026-11-01T15:00:00Z'), to: new Date('2026-12-02T15:00:00Z') },
    ]);
  });

  it('end for completed ones with today, KST', () => {
    expect(windowsFor('RC08', now, days)).toEqual([
      { from: new Date('2026-10-02T15:00:00Z'), to: new Date('2026-11-02T15:00:00Z') },
    ]);
  });

  it('follow the KST day, not the UTC one', () => {
    const [window] = windowsFor('RC03', new Date('2026-11-02T15:00:00Z'), days);
    expect(window?.from).toEqual(new Date('2026-11-02T15:00:00Z'));
  });

  it('are never longer than 31 days and leave no gap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (length) => {
        const from = new Date('2026-01-01T00:00:00Z');
        const to = new Date(from.getTime() + length * dayMs);
        const parts = split(from, to);
        for (const part of parts)
          expect(part.to.getTime() - part.from.getTime()).toBeLessThanOrEqual(31 * dayMs);
        expect(parts[0]?.from).toEqual(from);
        expect(parts.at(-1)?.to).toEqual(to);
        for (const [index, part] of parts.entries()) {
          if (index > 0) expect(part.from).toEqual(parts[index - 1]?.to);
        }
      }),
    );
  });

  const instant = fc
    .integer({ min: Date.parse('2024-01-01T00:00:00Z'), max: Date.parse('2030-01-01T00:00:00Z') })
    .map((ms) => new Date(ms));
  const kstMidnight = /T15:00:00\.000Z$/;

  it('begin and end at midnight in Korea, as UTC, at whatever instant they are asked for', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 120 }), (at, count) => {
        const dayStartMs = Math.floor((at.getTime() + 9 * 3_600_000) / dayMs) * dayMs - 9 * 3_600_000;
        const setting = { confirmedDaysAhead: count, completedDaysBack: count };
        const confirmed = windowsFor('RC03', at, setting);
        const completed = windowsFor('RC08', at, setting);
        for (const window of [...confirmed, ...completed]) {
          expect(window.from.toISOString()).toMatch(kstMidnight);
          expect(window.to.toISOString()).toMatch(kstMidnight);
        }
        expect(confirmed[0]?.from.getTime()).toBe(dayStartMs);
        expect(confirmed.at(-1)?.to.getTime()).toBe(dayStartMs + count * dayMs);
        expect(completed[0]?.from.getTime()).toBe(dayStartMs + (1 - count) * dayMs);
        expect(completed.at(-1)?.to.getTime()).toBe(dayStartMs + dayMs);
      }),
    );
  });
});
