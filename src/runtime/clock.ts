import { setTimeout as delay } from 'node:timers/promises';

/** Time, injected. `now` follows the world's clock, which is virtual in a sandbox; `monotonicMs` is always real. */
export interface Clock {
  readonly kind: 'wall' | 'virtual';
  now(): Date;
  monotonicMs(): number;
  /** Resolves after `ms` of the world's clock. Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  kind: 'wall',
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, signal ? { signal } : undefined);
  },
};
