import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/sandbox/time/virtual-clock.ts';

const problems: unknown[] = [];
const clocks: VirtualClock[] = [];
const startMs = Date.UTC(2026, 10, 20, 3, 0, 0);
const minute = 60_000;

function startClock(realTime = false): VirtualClock {
  const clock = new VirtualClock({
    realTime,
    startMs,
    onProblem: (where, cause) => problems.push([where, cause]),
  });
  clocks.push(clock);
  return clock;
}

afterEach(() => {
  for (const clock of clocks.splice(0)) clock.stop();
  expect(problems.splice(0)).toEqual([]);
});

describe('VirtualClock', () => {
  it('begins where it is told and flows as real time does', async () => {
    const clock = startClock();
    const before = clock.nowMs();
    await flowed(clock, 20);
    expect(before - startMs).toBeLessThan(1000);
    expect(clock.nowMs() - before).toBeGreaterThanOrEqual(19);
    expect(clock.nowMs() - before).toBeLessThan(1000);
  });

  it('jumps over twenty minutes when somebody sleeps and nothing is in flight', async () => {
    const clock = startClock();
    const startedAt = performance.now();
    await clock.sleep(20 * minute);
    expect(clock.nowMs() - startMs).toBeGreaterThanOrEqual(20 * minute);
    expect(clock.nowMs() - startMs).toBeLessThan(20 * minute + 5000);
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it('never jumps when nobody sleeps, however much is scheduled', async () => {
    const clock = startClock();
    let isDone = false;
    clock.schedule(clock.nowMs() + minute, 'a tick', () => {
      isDone = true;
    });
    await flowed(clock, 30);
    expect(isDone).toBe(false);
    expect(clock.nowMs() - startMs).toBeLessThan(minute);
  });

  it('wakes several sleepers each at its own time, in order', async () => {
    const clock = startClock();
    const woken: [string, number][] = [];
    const sleeper = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms);
      woken.push([name, Math.round((clock.nowMs() - startMs) / minute)]);
    };
    await Promise.all([
      sleeper('late', 30 * minute),
      sleeper('early', 10 * minute),
      sleeper('middle', 20 * minute),
    ]);
    expect(woken).toEqual([
      ['early', 10],
      ['middle', 20],
      ['late', 30],
    ]);
  });

  it('does what is scheduled on the way of a sleeper, at the time for which it was scheduled', async () => {
    const clock = startClock();
    const happened: number[] = [];
    for (const at of [5, 10, 15, 40]) {
      clock.schedule(startMs + at * minute, `tick ${at}`, () => {
        happened.push(Math.round((clock.nowMs() - startMs) / minute));
      });
    }
    await clock.sleep(20 * minute);
    expect(happened).toEqual([5, 10, 15]);
  });

  it('does not jump while anything is in flight, and jumps once it has ended', async () => {
    const clock = startClock();
    const end = clock.flights.begin('a request');
    let isAwake = false;
    const sleeper = clock.sleep(10 * minute).then(() => {
      isAwake = true;
    });
    await flowed(clock, 30);
    expect(isAwake).toBe(false);
    expect(clock.nowMs() - startMs).toBeLessThan(minute);
    end();
    end();
    await sleeper;
    expect(clock.flights.count).toBe(0);
  });

  it('counts a scheduled act as in flight until its promise settles, so that time stands for a run', async () => {
    const clock = startClock();
    const run = Promise.withResolvers<void>();
    let startedAt = 0;
    clock.schedule(startMs + 5 * minute, 'a run', async () => {
      startedAt = clock.nowMs();
      await run.promise;
    });
    const sleeper = clock.sleep(20 * minute);
    await untilTrue(() => startedAt > 0);
    await flowed(clock, 20);
    expect(clock.nowMs() - startedAt).toBeLessThan(minute);
    run.resolve();
    await sleeper;
    expect(clock.nowMs() - startMs).toBeGreaterThanOrEqual(20 * minute);
  });

  it('forgets a sleeper that was aborted, and does not jump for it', async () => {
    const clock = startClock();
    const abort = new AbortController();
    const end = clock.flights.begin('holds time until the abort');
    const sleeper = clock.sleep(10 * minute, abort.signal);
    abort.abort(new Error('client went away'));
    end();
    await expect(sleeper).rejects.toThrow('client went away');
    await flowed(clock, 20);
    expect(clock.nowMs() - startMs).toBeLessThan(minute);
    await expect(clock.sleep(1, abort.signal)).rejects.toThrow('client went away');
  });

  it('leaves out what was cancelled', async () => {
    const clock = startClock();
    let count = 0;
    const tick = clock.schedule(startMs + minute, 'cancelled', () => {
      count += 1;
    });
    tick.cancel();
    await clock.sleep(2 * minute);
    expect(count).toBe(0);
  });

  it('never jumps in real time, and still wakes sleepers', async () => {
    const clock = startClock(true);
    const startedAt = performance.now();
    await clock.sleep(60);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(55);
    expect(clock.nowMs() - startMs).toBeLessThan(10_000);
  });

  it('reports a scheduled act that throws and goes on', async () => {
    const clock = startClock();
    clock.schedule(startMs + minute, 'broken tick', () => {
      throw new Error('boom');
    });
    await clock.sleep(2 * minute);
    await setImmediate();
    expect(problems.splice(0)).toEqual([['broken tick', new Error('boom')]]);
    expect(clock.flights.count).toBe(0);
  });

  it('never goes back: every reading is at least the one before, over many jumps', async () => {
    const clock = startClock();
    let last = clock.nowMs();
    for (let step = 0; step < 50; step += 1) {
      await clock.sleep(step * 1000);
      expect(clock.nowMs()).toBeGreaterThanOrEqual(last);
      last = clock.nowMs();
    }
  });
});

/** Resolves when the clock has flowed so far by itself: many times longer than a jump would have waited. */
async function flowed(clock: VirtualClock, ms: number): Promise<void> {
  await new Promise<void>((resolve) => clock.schedule(clock.nowMs() + ms, 'flow', resolve));
}

async function untilTrue(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await setImmediate();
}
