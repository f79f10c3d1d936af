/** The spans of a rollback, each labelled with its clock and with who says so. */
import {
  fiveMinuteSpanId,
  rollbackLimitsMs,
  type SlaSpanId,
  slaSpanTitle,
} from '../../domain/rollback-sla.ts';
import type { Span } from '../../domain/span.ts';
import type { Clock } from '../../runtime/clock.ts';
import { type Moment, worldSpan } from './moment.ts';
import type { RollbackTimeline, TimelinePoint } from './rollback-order.ts';

export interface RollbackMoments {
  readonly started: Moment;
  readonly stopped: Moment | null;
  readonly silent: Moment | null;
  readonly drained: Moment | null;
}

/** Only what was measured or asserted: a missing end leaves its span out. */
export function rollbackSpans(
  clock: Clock,
  moments: RollbackMoments,
  timeline: RollbackTimeline,
): readonly Span[] {
  const started: TimelinePoint = { at: moments.started.at, basis: 'observed' };
  const silent: TimelinePoint | null = moments.silent && { at: moments.silent.at, basis: 'observed' };
  return [
    assertedSpan(clock, 'detect', timeline.troubleAt, timeline.detectedAt),
    assertedSpan(clock, 'decide', timeline.detectedAt, timeline.decidedAt ?? started),
    observedSpan(
      clock,
      { id: fiveMinuteSpanId, title: slaSpanTitle(fiveMinuteSpanId) },
      moments.started,
      moments.silent,
    ),
    assertedSpan(clock, 'total', timeline.troubleAt, silent),
    leverSpan(moments.started, moments.stopped),
    observedSpan(
      clock,
      { id: 'drain', title: 'drain: rollback began -> no run left, a new one refused' },
      moments.started,
      moments.drained,
    ),
  ].filter((span) => span !== null);
}

/** Our own work is always measured in real time, in a sandbox too. */
function leverSpan(started: Moment, stopped: Moment | null): Span | null {
  if (stopped === null) return null;
  return {
    id: 'levers',
    title: 'levers: rollback began -> all levers read back',
    startedAt: started.at.toISOString(),
    endedAt: stopped.at.toISOString(),
    durationMs: Math.round((stopped.monoMs - started.monoMs) * 10) / 10,
    timebase: 'real',
    basis: 'observed',
    limitMs: null,
  };
}

function observedSpan(
  clock: Clock,
  name: { readonly id: string; readonly title: string },
  from: Moment,
  to: Moment | null,
): Span | null {
  if (to === null) return null;
  return {
    ...name,
    startedAt: from.at.toISOString(),
    endedAt: to.at.toISOString(),
    ...worldSpan(clock, from, to),
    basis: 'observed',
    limitMs: name.id === fiveMinuteSpanId ? rollbackLimitsMs.execute : null,
  };
}

/** Between two times of a calendar clock: no monotonic clock was running for both. */
function assertedSpan(
  clock: Clock,
  id: SlaSpanId,
  from: TimelinePoint | null,
  to: TimelinePoint | null,
): Span | null {
  if (from === null || to === null) return null;
  return {
    id,
    title: slaSpanTitle(id),
    startedAt: from.at.toISOString(),
    endedAt: to.at.toISOString(),
    durationMs: to.at.getTime() - from.at.getTime(),
    timebase: clock.kind,
    basis: from.basis === 'claimed' || to.basis === 'claimed' ? 'claimed' : 'observed',
    limitMs: rollbackLimitsMs[id],
  };
}
