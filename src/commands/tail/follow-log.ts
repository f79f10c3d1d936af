/**
 * Polls FilterLogEvents. Every look re-reads an overlap, since late lines appear behind the newest one, and drops what
 * was shown by its event id. A throttled or broken look is a gap that is said, and the next look covers it.
 */
import type { LogEvent } from '../../aws/services.ts';
import { createTailGrouping, type TailEntry } from '../../domain/tail-grouping.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { Toolbox } from '../toolbox.ts';

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

/** FilterLogEvents allows 5 calls a second per account and Region; one a second leaves room for others. Milliseconds. */
export const pollMs = 1_000;
/** CloudWatch may show a line minutes after its time. Milliseconds. */
export const overlapMs = 120_000;
const longestPauseMs = 30_000;

/** Throws what cannot heal by waiting: no access, no such log group. */
export async function followLog(
  toolbox: Toolbox,
  plan: TailPlan,
  show: (entries: readonly TailEntry[]) => void,
): Promise<TailSummary> {
  const grouping = createTailGrouping(3 * overlapMs);
  const count = { lines: 0, looks: 0, missedLooks: 0, longestGapMs: 0, longestLagMs: 0 };
  const ended = (endedBy: TailSummary['endedBy']) => ({
    ...count,
    reportedRuns: grouping.reportedRuns(),
    endedBy,
  });
  let lastGoodMs = toolbox.clock.now().getTime();
  let pauseMs = pollMs;
  while (!toolbox.signal.aborted) {
    const looked = await look(toolbox, plan, grouping.newestMs());
    count.looks += 1;
    const nowMs = toolbox.clock.now().getTime();
    if (looked.state === 'missed') {
      count.missedLooks += 1;
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      sayMissed(toolbox, looked.because, pauseMs);
    } else {
      const gapMs = nowMs - lastGoodMs;
      if (pauseMs > pollMs) sayCaughtUp(toolbox, gapMs);
      count.longestGapMs = Math.max(count.longestGapMs, gapMs);
      [lastGoodMs, pauseMs] = [nowMs, pollMs];
      const entries = grouping.take(looked.lines);
      count.lines += entries.length;
      count.longestLagMs = entries.reduce((most, { lagMs }) => Math.max(most, lagMs), count.longestLagMs);
      show(entries);
      if (plan.untilReport && grouping.reportedRuns() > 0 && grouping.openRuns().length === 0)
        return ended('report');
    }
    if (!(await slept(toolbox, pauseMs))) break;
  }
  return ended('interrupted');
}

type Looked =
  | { readonly state: 'read'; readonly lines: readonly LogEvent[] }
  | { readonly state: 'missed'; readonly because: string };

async function look(toolbox: Toolbox, plan: TailPlan, newestMs: number | null): Promise<Looked> {
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
