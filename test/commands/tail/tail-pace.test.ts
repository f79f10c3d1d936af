import { describe, expect, it } from 'vitest';
import { busyPauseMs, deepOverlapMs, idlePauseMs, nextPace } from '../../../src/commands/tail/tail-pace.ts';

const looks = { count: 1, missedInRow: 0, quietMs: 0, hasOpenRun: false };

describe('the pace of a tail', () => {
  it('is quick while something happens and calm while nothing does', () => {
    expect(nextPace(looks).pauseMs).toBe(busyPauseMs);
    expect(nextPace({ ...looks, quietMs: 60_000 }).pauseMs).toBe(idlePauseMs);
    expect(nextPace({ ...looks, quietMs: 60_000, hasOpenRun: true }).pauseMs).toBe(busyPauseMs);
  });

  it('goes far back now and then, when idle, and after every gap', () => {
    const overlaps = Array.from(
      { length: 30 },
      (_, index) => nextPace({ ...looks, count: index + 1 }).overlapMs,
    );
    expect(overlaps.filter((overlap) => overlap === deepOverlapMs)).toHaveLength(2);
    expect(nextPace({ ...looks, quietMs: 60_000 }).overlapMs).toBe(deepOverlapMs);
    expect(nextPace({ ...looks, missedInRow: 1 }).overlapMs).toBe(deepOverlapMs);
  });

  it('backs off while AWS does not answer, but never for more than half a minute', () => {
    const pauses = [1, 2, 3, 4, 5, 60].map((missedInRow) => nextPace({ ...looks, missedInRow }).pauseMs);
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });
});
