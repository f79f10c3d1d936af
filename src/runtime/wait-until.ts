import type { Clock } from './clock.ts';

export interface WaitOptions<T> {
  readonly clock: Clock;
  /** How long to wait at most, milliseconds on the clock. */
  readonly deadlineMs: number;
  /** First pause between probes; each next one is 1.5 times as long, up to `maxIntervalMs`. */
  readonly intervalMs: number;
  readonly maxIntervalMs: number;
  readonly signal?: AbortSignal;
  /** Returns the awaited value, or null for "not yet". */
  readonly probe: () => Promise<T | null>;
}

export type WaitResult<T> =
  | { readonly state: 'met'; readonly value: T; readonly waitedMs: number }
  | { readonly state: 'deadline'; readonly waitedMs: number };

const growth = 1.5;

/** Probes until a value comes or the deadline passes. The last probe runs at the deadline itself. */
export async function waitUntil<T>(options: WaitOptions<T>): Promise<WaitResult<T>> {
  const startedAt = options.clock.now().getTime();
  let pause = options.intervalMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const value = await options.probe();
    const waitedMs = options.clock.now().getTime() - startedAt;
    if (value !== null) return { state: 'met', value, waitedMs };
    const leftMs = options.deadlineMs - waitedMs;
    if (leftMs <= 0) return { state: 'deadline', waitedMs };
    await options.clock.sleep(Math.min(pause, leftMs), options.signal);
    pause = Math.min(Math.ceil(pause * growth), options.maxIntervalMs);
  }
}
