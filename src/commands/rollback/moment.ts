import type { Span } from '../../domain/span.ts';
import type { Clock } from '../../runtime/clock.ts';

/** One instant on both clocks: the world's (virtual in a sandbox) and this machine's monotonic one. */
export interface Moment {
  readonly at: Date;
  readonly monoMs: number;
}

export function momentOf(clock: Clock): Moment {
  return { at: clock.now(), monoMs: clock.monotonicMs() };
}

/** The later of several; null where one of them is missing. */
export function latestOf(moments: readonly (Moment | null)[]): Moment | null {
  const known = moments.filter((moment) => moment !== null);
  if (known.length < moments.length) return null;
  return known.toSorted((a, b) => a.monoMs - b.monoMs).at(-1) ?? null;
}

/**
 * How long the world took: monotonic where the world's clock is the machine's own, since a wall clock may be set; the
 * virtual clock in a sandbox, where real time says nothing about waiting.
 */
export function worldSpan(clock: Clock, from: Moment, to: Moment): Pick<Span, 'durationMs' | 'timebase'> {
  if (clock.kind === 'virtual') {
    return { durationMs: to.at.getTime() - from.at.getTime(), timebase: 'virtual' };
  }
  return { durationMs: Math.round(to.monoMs - from.monoMs), timebase: 'real' };
}
