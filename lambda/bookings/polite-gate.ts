/** Lets calls to one host begin no closer together than this interval, whoever makes them. */
export interface PoliteGate {
  pass(): Promise<void>;
}

export interface GateClock {
  readonly monotonicMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

export function politeGate(intervalMs: number, clock: GateClock): PoliteGate {
  let freeAt = 0;
  return {
    async pass() {
      const now = clock.monotonicMs();
      const startAt = Math.max(now, freeAt);
      freeAt = startAt + intervalMs;
      if (startAt > now) await clock.sleep(startAt - now);
    },
  };
}
