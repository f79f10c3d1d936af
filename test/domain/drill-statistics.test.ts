import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DrillFigure, drillStatistics, percentile } from '../../src/domain/drill-statistics.ts';

const figure = (over: Partial<DrillFigure>): DrillFigure => ({
  run: 'r',
  at: '2026-11-03T05:00:00.000Z',
  executeMs: 10_000,
  timebase: 'real',
  isRestored: true,
  ...over,
});

describe('percentiles of drills', () => {
  it('are always values that were measured, and never decrease with the percentage', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1 }), (values) => {
        const sorted = values.toSorted((a, b) => a - b);
        const [p50, p95, p100] = [50, 95, 100].map((percent) => percentile(sorted, percent) ?? Number.NaN);
        expect(sorted).toContain(p50);
        expect(sorted).toContain(p95);
        expect(p100).toBe(sorted.at(-1));
        expect((p50 ?? 0) <= (p95 ?? 0) && (p95 ?? 0) <= (p100 ?? 0)).toBe(true);
      }),
    );
  });

  it('are missing, not zero, where nothing was measured', () => {
    expect(percentile([], 50)).toBeNull();
  });
});

describe('the distribution over drills', () => {
  it('passes when every drill has a figure under five minutes', () => {
    const [all] = drillStatistics([1_000, 2_000, 3_000].map((executeMs) => figure({ executeMs })));
    expect(all).toMatchObject({ count: 3, unusable: 0, p50Ms: 2_000, p95Ms: 3_000, maxMs: 3_000 });
    expect(all?.verdict.state).toBe('pass');
  });

  it('counts a drill without a positive figure, or one that was not restored, against the series', () => {
    for (const bad of [{ executeMs: null }, { executeMs: 0 }, { executeMs: -5 }, { isRestored: false }]) {
      const [all] = drillStatistics([figure({}), figure(bad)]);
      expect(all).toMatchObject({ count: 2, unusable: 1, verdict: { state: 'inconclusive' } });
    }
  });

  it('fails by its slowest drill', () => {
    const [all] = drillStatistics([figure({}), figure({ executeMs: 300_000 })]);
    expect(all?.verdict.state).toBe('fail');
  });

  it('never mixes figures of two clocks', () => {
    const all = drillStatistics([figure({}), figure({ timebase: 'virtual' }), figure({})]);
    expect(all.map(({ timebase, count }) => [timebase, count])).toEqual([
      ['real', 2],
      ['virtual', 1],
    ]);
  });

  it('has nothing to say without drills', () => {
    expect(drillStatistics([])).toEqual([]);
  });
});
