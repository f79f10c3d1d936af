import type { LogFields, LoggedReceipt } from '../../src/monitoring/log-events.ts';
import type { Run } from '../open-run.ts';
import type { RunFailed } from '../run-failed.ts';

/** The fields of the run_summary line, and what an invoke answers. */
export type RunSummary = LogFields<'run_summary'>;

export function summaryOf(
  run: Run,
  failure: RunFailed | null,
  notifications: readonly LoggedReceipt[],
): RunSummary {
  const { tally, program, startedAt } = run;
  const succeeded = tally.stoppedBy === null ? 'succeeded' : 'stopped';
  return {
    build_id: program.buildId,
    mode: tally.mode,
    outcome: failure ? 'failed' : succeeded,
    trigger: run.trigger.kind,
    stores_total: tally.storesTotal,
    stores_failed: tally.storesFailed,
    bookings_seen: tally.bookingsSeen,
    bookings_skipped: tally.bookingsSkipped,
    messages_due: tally.messagesDue,
    accepted: tally.accepted,
    refused: tally.refused,
    in_doubt: tally.inDoubt + tally.unreadableClaims.size,
    released: tally.released,
    missed: tally.missed,
    undelivered: tally.undelivered,
    adopted: tally.adopted,
    left_over: tally.leftOver,
    withheld: tally.withheld,
    stores_withheld: tally.storesWithheld,
    session: tally.session,
    browser_started: tally.browserStarted,
    started_at: startedAt.toISOString(),
    duration_ms: Math.round(program.clock.monotonicMs() - run.startedMonoMs),
    notifications,
  };
}
