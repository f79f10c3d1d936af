import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/runtime/clock.ts';
import { waitUntil } from '../../src/runtime/wait-until.ts';

/** Time passes only by sleeping. */
function steppedClock() {
  let nowMs = 0;
  const pauses: number[] = [];
  const clock: Clock = {
    kind: 'virtual',
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    sleep: async (ms) => {
      pauses.push(ms);
      nowMs += ms;
    },
  };
  return { clock, pauses };
}

describe('waiting', () => {
  it('is over at the first value, and asks before it ever pauses', async () => {
    const { clock, pauses } = steppedClock();

    const result = await waitUntil({
      clock,
      deadlineMs: 100,
      intervalMs: 10,
      maxIntervalMs: 50,
      probe: async () => 7,
    });

    expect(result).toEqual({ state: 'met', value: 7, waitedMs: 0 });
    expect(pauses).toEqual([]);
  });

  it('takes false and 0 as values, and null alone as not yet', async () => {
    const { clock } = steppedClock();
    const options = { clock, deadlineMs: 10, intervalMs: 5, maxIntervalMs: 5 };

    expect(await waitUntil({ ...options, probe: async () => false })).toMatchObject({ value: false });
    expect(await waitUntil({ ...options, probe: async () => 0 })).toMatchObject({ value: 0 });
    expect(await waitUntil({ ...options, probe: async () => null })).toMatchObject({ state: 'deadline' });
  });

  it('probes a last time exactly at the deadline, never after it, and pauses never longer than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 10_000 }),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 2_000 }),
        async (deadlineMs, intervalMs, maxIntervalMs) => {
          const { clock, pauses } = steppedClock();
          const probedAt: number[] = [];
          const probe = async () => {
            probedAt.push(clock.monotonicMs());
            return null;
          };

          const result = await waitUntil({ clock, deadlineMs, intervalMs, maxIntervalMs, probe });

          expect(result).toEqual({ state: 'deadline', waitedMs: deadlineMs });
          expect(probedAt.at(-1)).toBe(deadlineMs);
          expect(Math.max(0, ...pauses.slice(1))).toBeLessThanOrEqual(maxIntervalMs);
        },
      ),
      { seed: 20261121 },
    );
  });

  it('throws the reason of its signal', async () => {
    const { clock } = steppedClock();
    const reason = new Error('interrupted');
    const options = {
      clock,
      deadlineMs: 10,
      intervalMs: 5,
      maxIntervalMs: 5,
      signal: AbortSignal.abort(reason),
    };

    await expect(waitUntil({ ...options, probe: async () => null })).rejects.toBe(reason);
  });
});
