/** The distribution over rollback drills. Every drill counts: one whose figure is missing or impossible is counted as such. */
import { rollbackLimitsMs } from './rollback-sla.ts';
import { fail, inconclusive, pass, type Verdict } from './verdict.ts';

export interface DrillFigure {
  readonly run: string;
  /** UTC ISO. */
  readonly at: string;
  /** The five-minute figure; null where silence was not proven. Milliseconds. */
  readonly executeMs: number | null;
  /** Figures of different clocks are never mixed in one distribution. */
  readonly timebase: 'real' | 'wall' | 'virtual';
  readonly isRestored: boolean;
}

export interface DrillStatistics {
  readonly timebase: DrillFigure['timebase'];
  /** All drills on this clock, the unusable ones too. */
  readonly count: number;
  /** Drills without a positive figure, or whose initial state was not restored. */
  readonly unusable: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly maxMs: number | null;
  readonly verdict: Verdict;
}

/** One distribution per clock, in the order in which the clocks first appear. */
export function drillStatistics(figures: readonly DrillFigure[]): readonly DrillStatistics[] {
  const timebases = [...new Set(figures.map((figure) => figure.timebase))];
  return timebases.map((timebase) =>
    describe(
      timebase,
      figures.filter((one) => one.timebase === timebase),
    ),
  );
}

/** The nearest-rank percentile: a value that was really measured, never one between two. `sorted` ascends. */
export function percentile(sorted: readonly number[], percent: number): number | null {
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? null;
}

function describe(timebase: DrillFigure['timebase'], figures: readonly DrillFigure[]): DrillStatistics {
  const usable = figures.flatMap((figure) => {
    const { executeMs } = figure;
    return figure.isRestored && executeMs !== null && executeMs > 0 ? [executeMs] : [];
  });
  const sorted = usable.toSorted((a, b) => a - b);
  return {
    timebase,
    count: figures.length,
    unusable: figures.length - usable.length,
    p50Ms: percentile(sorted, 50),
    p95Ms: percentile(sorted, 95),
    maxMs: sorted.at(-1) ?? null,
    verdict: judge(sorted, figures.length),
  };
}

function judge(sorted: readonly number[], count: number): Verdict {
  const worst = sorted.at(-1);
  if (worst === undefined) return inconclusive('no drill has a usable figure');
  if (worst >= rollbackLimitsMs.execute)
    return fail(`the slowest drill took ${worst} ms, the limit is ${rollbackLimitsMs.execute} ms`);
  if (sorted.length < count)
    return inconclusive(`${count - sorted.length} of ${count} drills have no usable figure`);
  return pass;
}
