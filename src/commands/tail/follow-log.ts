/**
 * Polls FilterLogEvents. Every look re-reads an overlap, since late lines appear behind the newest one, and drops what
 * was shown by its event id. A throttled or broken look is a gap that is said, and the next look covers it.
 */
import type { LogEvent } from '../../aws/services.ts';
import { createTailGrouping, type TailEntry } from '../../domain/tail-grouping.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { Toolbox } from '../toolbox.ts';
import { busyPauseMs, deepOverlapMs, nextPace, type Pace } from './tail-pace.ts';

export interface TailPlan {
  readonly group: string;
  readonly sinceMs: number;
  /** CloudWatch's own filter pattern; null: every line. */
  readonly pattern: string | null;
  /** True: end as soon as a run has reported and none is open. */
  readonly untilReport: boolean;
}

export interface TailSummary {
  readonly lines: number;
  readonly reportedRuns: number;
  readonly looks: number;
  /** Looks that AWS did not answer. */
  readonly missedLooks: number;
  readonly longestGapMs: number;
  readonly longestLagMs: number;
  /** `report`: what was waited for was seen. `interrupted`: the operator or --timeout ended it. */
  readonly endedBy: 'report' | 'interrupted';
}

/** Throws what cannot heal by waiting: no access, no such log group. */
export async function followLog(
  toolbox: Toolbox,
  plan: TailPlan,
  show: (entries: readonly TailEntry[]) => void,
): Promise<TailSummary> {
  const grouping = createTailGrouping(3 * deepOverlapMs);
  const count = { lines: 0, looks: 0, missedLooks: 0, longestGapMs: 0, longestLagMs: 0 };
  const now = () => toolbox.clock.now().getTime();
  const last = { goodMs: now(), lineMs: now(), missedInRow: 0 };
  let pace: Pace = { pauseMs: busyPauseMs, overlapMs: deepOverlapMs };
  let endedBy: TailSummary['endedBy'] = 'interrupted';
  while (!toolbox.signal.aborted) {
    const looked = await look(toolbox, plan, { newestMs: grouping.newestMs(), overlapMs: pace.overlapMs });
    count.looks += 1;
    if (looked.state === 'missed') {
      count.missedLooks += 1;
      last.missedInRow += 1;
    } else {
      const gapMs = now() - last.goodMs;
      if (last.missedInRow > 0) sayCaughtUp(toolbox, gapMs);
      count.longestGapMs = Math.max(count.longestGapMs, gapMs);
      const entries = grouping.take(looked.lines);
      count.lines += entries.length;
      count.longestLagMs = entries.reduce((most, { lagMs }) => Math.max(most, lagMs), count.longestLagMs);
      Object.assign(last, {
        goodMs: now(),
        lineMs: entries.length > 0 ? now() : last.lineMs,
        missedInRow: 0,
      });
      show(entries);
      if (plan.untilReport && grouping.reportedRuns() > 0 && grouping.openRuns().length === 0) {
        endedBy = 'report';
        break;
      }
    }
    const hasOpenRun = grouping.openRuns().length > 0;
    pace = nextPace({
      count: count.looks,
      missedInRow: last.missedInRow,
      quietMs: now() - last.lineMs,
      hasOpenRun,
    });
    if (looked.state === 'missed') sayMissed(toolbox, looked.because, pace.pauseMs);
    if (!(await slept(toolbox, pace.pauseMs))) break;
  }
  return { ...count, reportedRuns: grouping.reportedRuns(), endedBy };
}

type Looked =
  | { readonly state: 'read'; readonly lines: readonly LogEvent[] }
  | { readonly state: 'missed'; readonly because: string };

async function look(
  toolbox: Toolbox,
  plan: TailPlan,
  from: { readonly newestMs: number | null; readonly overlapMs: number },
): Promise<Looked> {
  const { newestMs, overlapMs } = from;
  const startMs = newestMs === null ? plan.sinceMs : Math.max(plan.sinceMs, newestMs - overlapMs);
  const range = plan.pattern === null ? { startMs } : { startMs, pattern: plan.pattern };
  try {
    const lines: LogEvent[] = [];
    for await (const line of toolbox.aws.logs.filter(plan.group, range)) lines.push(line);
    return { state: 'read', lines };
  } catch (error) {
    if (
      error instanceof OperatorError &&
      (error.code === 'AWS_THROTTLED' || error.code === 'AWS_UNREACHABLE')
    ) {
      return { state: 'missed', because: error.text.what };
    }
    throw error;
  }
}

function sayMissed(toolbox: Toolbox, because: string, pauseMs: number): void {
  const text = `Could not look: ${because} Next look in ${pauseMs / 1000} s; it re-reads, so no line is lost.`;
  toolbox.report({ kind: 'warning', text });
}

function sayCaughtUp(toolbox: Toolbox, gapMs: number): void {
  toolbox.report({ kind: 'note', text: `Looking again after a gap of ${Math.round(gapMs / 1000)} s.` });
}

/** False where the wait was interrupted: for a tail that is its ordinary end. */
async function slept(toolbox: Toolbox, ms: number): Promise<boolean> {
  try {
    await toolbox.clock.sleep(ms, toolbox.signal);
    return true;
  } catch (error) {
    if (toolbox.signal.aborted) return false;
    throw error;
  }
}
