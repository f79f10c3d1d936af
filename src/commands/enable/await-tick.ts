/* Waits for the next tick to start and to end. Its effect is proven by log lines; metrics speak where the log is silent. */
import { failureOf } from '../../domain/criteria/judge-runs.ts';
import { toKst } from '../../domain/kst.ts';
import { nextTickWindow, type Schedule, type TickWindow, windowOfTick } from '../../domain/schedule.ts';
import { firstMs, type TickRun } from '../../domain/tick.ts';
import { waitUntil } from '../../runtime/wait-until.ts';
import { readScheduledRuns } from '../read-scheduled-runs.ts';
import type { Toolbox } from '../toolbox.ts';
import { type InvocationCounts, readInvocationCounts } from './read-invocations.ts';

export interface TickOrder {
  readonly schedule: Schedule;
  readonly logGroup: string;
  /** UTC milliseconds: only a run that starts later is waited for. */
  readonly afterMs: number;
  /** How many windows may pass before the tick counts as absent. */
  readonly maxWindows: number;
  /** From when the windows are counted: `afterMs`, or later where time was lost since then. */
  readonly windowsFromMs: number;
  /** How long Lambda lets one run live, milliseconds. */
  readonly runLimitMs: number;
  /** Asked at each look; what it throws ends the waiting. */
  readonly guard?: () => Promise<void>;
}

export type TickOutcome =
  | { readonly state: 'ended'; readonly run: TickRun; readonly lateMs: number; readonly note: string }
  | { readonly state: 'failed'; readonly run: TickRun | null; readonly reason: string }
  /** Started and not seen to end, or Lambda was invoked and no line came: it proves nothing either way. */
  | { readonly state: 'unproven'; readonly run: TickRun | null; readonly reason: string }
  /** Every window passed, the log could be read, and neither log nor metrics know of a run. */
  | { readonly state: 'absent'; readonly reason: string };

/** Log lines arrive late; two minutes are what a bad day takes. Their absence before that says nothing. Milliseconds. */
const ingestionMs = 120_000;

/** Never throws for what AWS did; an interruption, and what the guard throws, pass through. */
export async function awaitTick(toolbox: Toolbox, order: TickOrder): Promise<TickOutcome> {
  const { schedule, windowsFromMs, maxWindows } = order;
  const first = nextTickWindow(schedule, windowsFromMs, null);
  const last = windowOfTick(schedule, windowsFromMs, maxWindows);
  if (!first || !last) return { state: 'absent', reason: `${schedule.expression} has no tick ahead` };
  announceWindow(toolbox, first);
  const started = await awaitStart(toolbox, order, { first, last });
  if ('state' in started) return started;
  const lateMs = Math.max(0, firstMs(started.run) - first.latestMs);
  const note = startNote(started.run, lateMs);
  toolbox.report({ kind: lateMs > 0 ? 'warning' : 'note', text: note });
  return await awaitEnd(toolbox, order, { run: started.run, lateMs, note });
}

interface Windows {
  readonly first: TickWindow;
  readonly last: TickWindow;
}

async function awaitStart(
  toolbox: Toolbox,
  order: TickOrder,
  { first, last }: Windows,
): Promise<{ readonly run: TickRun } | TickOutcome> {
  const nowMs = () => toolbox.clock.now().getTime();
  let wasRead = false;
  let lost: TickOutcome | null = null;
  const result = await waitUntil({
    clock: toolbox.clock,
    signal: toolbox.signal,
    deadlineMs: last.latestMs + ingestionMs - nowMs(),
    intervalMs: 5_000,
    maxIntervalMs: 30_000,
    probe: async () => {
      await order.guard?.();
      const runs = await readScheduledRuns(toolbox, { logGroup: order.logGroup, sinceMs: order.afterMs });
      wasRead = runs.state === 'read';
      const run = runs.state === 'read' ? runs.value[0] : undefined;
      if (run) return { run };
      lost = nowMs() > first.latestMs + ingestionMs ? await askMetrics(toolbox, order.afterMs) : null;
      return lost?.state === 'failed' ? lost : null;
    },
  });
  if (result.state === 'met') return result.value;
  if (lost) return lost;
  if (!wasRead) return { state: 'unproven', run: null, reason: `${order.logGroup} could not be read` };
  return {
    state: 'absent',
    reason: `no run started by ${new Date(last.latestMs).toISOString()}, in log or metrics`,
  };
}

/** Where Lambda was invoked and the log is empty: a crash before the first line leaves errors and nothing else. */
async function askMetrics(toolbox: Toolbox, afterMs: number): Promise<TickOutcome | null> {
  const counts = await readInvocationCounts(toolbox, afterMs);
  if (counts.state === 'unreadable')
    return { state: 'unproven', run: null, reason: `metrics: ${counts.reason}` };
  const { invocations, errors, failedDeliveries, throttles } = counts.value;
  const seen = countsText(counts.value);
  if ((failedDeliveries ?? 0) > 0)
    return { state: 'failed', run: null, reason: `EventBridge could not invoke the function (${seen})` };
  if ((errors ?? 0) > 0)
    return { state: 'failed', run: null, reason: `a run failed before its first log line (${seen})` };
  if ((throttles ?? 0) > 0) return { state: 'failed', run: null, reason: `Lambda refused the run (${seen})` };
  if ((invocations ?? 0) > 0)
    return { state: 'unproven', run: null, reason: `Lambda counts a run, the log shows none (${seen})` };
  return null;
}

function countsText(counts: InvocationCounts): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count ?? 'no data'}`)
    .join(', ');
}

interface Started {
  readonly run: TickRun;
  readonly lateMs: number;
  readonly note: string;
}

async function awaitEnd(toolbox: Toolbox, order: TickOrder, started: Started): Promise<TickOutcome> {
  let latest = started.run;
  const result = await waitUntil({
    clock: toolbox.clock,
    signal: toolbox.signal,
    deadlineMs: order.runLimitMs + ingestionMs,
    intervalMs: 2_000,
    maxIntervalMs: 15_000,
    probe: async () => {
      await order.guard?.();
      const runs = await readScheduledRuns(toolbox, { logGroup: order.logGroup, sinceMs: order.afterMs });
      if (runs.state === 'unreadable') return null;
      latest = runs.value.find(({ requestId }) => requestId === started.run.requestId) ?? latest;
      return latest.report && (latest.summary || failureOf(latest)) ? latest : null;
    },
  });
  if (result.state === 'deadline') {
    const missing = latest.report ? 'run_summary' : 'REPORT';
    return {
      state: 'unproven',
      run: latest,
      reason: `run ${latest.requestId} started, and no ${missing} of it was seen`,
    };
  }
  const reason = failureOf(result.value);
  return reason
    ? { state: 'failed', run: result.value, reason }
    : { ...started, state: 'ended', run: result.value };
}

function announceWindow(toolbox: Toolbox, { earliestMs, latestMs, basis }: TickWindow): void {
  const untilIso = new Date(latestMs).toISOString();
  const what = `the next tick, due ${clockTime(earliestMs)} to ${clockTime(latestMs)} KST (${basis})`;
  toolbox.report({ kind: 'waiting', what, untilIso });
}

function startNote(run: TickRun, lateMs: number): string {
  const late =
    lateMs > 0 ? `${Math.round(lateMs / 1000)} s later than predicted` : 'inside the predicted window';
  return `Run ${run.requestId} started at ${clockTime(firstMs(run))} KST, ${late}.`;
}

function clockTime(ms: number): string {
  return toKst(new Date(ms)).slice(11);
}
