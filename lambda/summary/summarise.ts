import type { LoggedReceipt } from '../../src/monitoring/log-events.ts';
import { newlySkipped, rememberBookings } from '../bookings/recall-bookings.ts';
import { remind } from '../notify/remind.ts';
import type { Run } from '../open-run.ts';
import { recordWarning } from '../register/record-live-run.ts';
import { runRegister } from '../register/run-register.ts';
import { RunFailed } from '../run-failed.ts';
import { publishMetrics } from '../telemetry/publish-metrics.ts';
import { countOpenCases } from './count-open-cases.ts';
import { isWorthTelling } from './is-worth-telling.ts';
import { metricsOf } from './metrics-of.ts';
import { notifyChannels } from './notify-channels.ts';
import { type RunSummary, summaryOf } from './summary-of.ts';
import { summaryText } from './summary-text.ts';
import { addTo, type MessageSums, messagesUnaccounted } from './sums.ts';

/** A channel's last answer may take 5 s, and the summary line must still be written after it. */
const reservedForSummaryMs = 8_000;

export interface Summarised {
  readonly summary: RunSummary;
  /** The failure that came in, or one of the summary's own. */
  readonly failure: RunFailed | null;
}

/**
 * The step "summary": closes the register, tells the channels, publishes metrics and writes the run_summary line. The
 * register goes first, since nothing is sent to customers any more. A notification that fails never fails a run.
 */
export async function summarise(run: Run, failed: RunFailed | null): Promise<Summarised> {
  const failure = failed ?? (await closeRegister(run, 'succeeded'));
  if (failed) {
    await closeRegister(run, 'failed');
    noteUnattempted(run.tally.messages);
  }
  if (failure) run.emit('run_failed', { error_name: nameOf(failure), reason: failure.message });
  const isScheduled = run.trigger.kind === 'schedule';
  run.tally.newlySkipped = newlySkipped(run.tally.skippedBookings, run.recollection);
  if (isScheduled) run.tally.open = await countOpenCases(run);
  const draft = summaryOf(run, failure, []);
  const notifications: readonly LoggedReceipt[] =
    isScheduled && isWorthTelling(run.telemetry.notify, draft)
      ? await notifyChannels(run, summaryText(draft, failure?.message ?? null))
      : [];
  await rememberWarning(run, notifications);
  const summary = summaryOf(run, failure, notifications);
  if (isScheduled) await publishAndRemind(run, summary);
  await rememberBookings(run);
  run.emit('run_summary', summary);
  return { summary, failure };
}

/** The metrics first: a reminder only repeats what their alarms reported. */
async function publishAndRemind(
  { program, invocation, tally, emit }: Run,
  summary: RunSummary,
): Promise<void> {
  const values = metricsOf(tally, summary);
  publishMetrics(values);
  await remind(
    { ...program, controlTable: program.tables.control, emit },
    {
      values,
      isRunTold: summary.notifications.some(({ state }) => state !== 'failed'),
      withinMs: invocation.deadlineMs - program.clock.now().getTime() - reservedForSummaryMs,
    },
  );
}

/** An item that stays open only delays a drain until the run's deadline; that it stayed open must be seen, though. */
async function closeRegister(run: Run, outcome: 'succeeded' | 'failed'): Promise<RunFailed | null> {
  if (!run.registered) return null;
  const { dynamo, tables, clock } = run.program;
  try {
    await runRegister(dynamo, tables.control).end(run.registered, { endedAt: clock.now(), outcome });
    return null;
  } catch (cause) {
    return new RunFailed(cause);
  }
}

/** A warning that no channel took is given again by the next run; one that cannot be noted too. Never throws. */
async function rememberWarning(
  { program, tally }: Run,
  notifications: readonly LoggedReceipt[],
): Promise<void> {
  if (!tally.approvalEnd || !notifications.some(({ state }) => state === 'delivered')) return;
  const { dynamo, tables } = program;
  await recordWarning(dynamo, tables.control, tally.approvalEnd.warnedOf).catch(() => undefined);
}

/** A run that failed has a cause already; the messages that it did not come to are counted all the same. */
function noteUnattempted(messages: MessageSums): void {
  addTo(messages.skipped, 'run-failed', messagesUnaccounted(messages));
}

function nameOf(failure: RunFailed): string {
  return failure.cause instanceof Error ? failure.cause.name : failure.name;
}
