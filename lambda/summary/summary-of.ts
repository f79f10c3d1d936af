import type { LogFields, LoggedReceipt } from '../../src/monitoring/log-events.ts';
import type { Run } from '../open-run.ts';
import type { RunFailed } from '../run-failed.ts';
import type { RunTally } from './run-tally.ts';
import { totalOf } from './sums.ts';

/** The fields of the run_summary line, and what an invoke answers. */
export type RunSummary = LogFields<'run_summary'>;

export function summaryOf(
  run: Run,
  failure: RunFailed | null,
  notifications: readonly LoggedReceipt[],
): RunSummary {
  const { tally, program, startedAt } = run;
  const { bookings, messages, earlier } = tally;
  const succeeded = tally.stoppedBy === null ? 'succeeded' : 'stopped';
  return {
    build_id: program.buildId,
    mode: tally.mode,
    mode_reason: tally.modeReason,
    outcome: failure ? 'failed' : succeeded,
    trigger: run.trigger.kind,
    stores_total: tally.storesTotal,
    stores_failed: tally.storesFailed,
    bookings_seen: bookings.returned,
    bookings_read: bookings.read,
    bookings_skipped: totalOf(bookings.skipped),
    bookings_skipped_by: Object.fromEntries(bookings.skipped),
    bookings_newly_skipped: tally.newlySkipped,
    stores_emptied: tally.storesEmptied,
    messages_due: messages.due,
    accepted: messages.accepted,
    refused_by_sens: messages.refusedBySens,
    refused_by_us: messages.refusedByUs,
    released: messages.released,
    in_doubt: messages.inDoubt,
    postponed: messages.postponed,
    skipped: totalOf(messages.skipped),
    skipped_by: Object.fromEntries(messages.skipped),
    not_live: notLive(tally),
    foreign_rows: tally.foreignRows,
    approval_ends_in_hours: tally.approvalEnd?.hoursLeft ?? 0,
    approval_until: tally.approvalEnd?.until ?? null,
    adopted: earlier.adopted,
    released_earlier: earlier.released,
    in_doubt_earlier: earlier.inDoubt + tally.unreadableClaims.size,
    missed: earlier.missed,
    undelivered: earlier.undelivered,
    unfollowed: earlier.unfollowed,
    list_unread: earlier.listUnread,
    throttled: tally.throttled,
    ...left(tally),
    checks_unread: tally.checksUnread,
    withheld: tally.withheld,
    stores_withheld: tally.storesWithheld,
    sessions_unstored: tally.sessionsUnstored,
    session: tally.session,
    browser_started: tally.browserStarted,
    started_at: startedAt.toISOString(),
    duration_ms: Math.round(program.clock.monotonicMs() - run.startedMonoMs),
    notifications,
  };
}

/** Due messages that were not sent since delivery is not live, though nobody ended it on purpose. */
function notLive({ isModeIntended, messages, unsentAfterEnd }: RunTally): number {
  return (isModeIntended ? 0 : (messages.skipped.get('not-live') ?? 0)) + unsentAfterEnd;
}

/** What is open beyond the messages that this run reports already; null if it is not known. */
function left({ open, messages, earlier, unreadableClaims }: RunTally) {
  if (!open) return { left_in_doubt: null, left_refused: null };
  const reportedDoubts = messages.inDoubt + earlier.inDoubt + unreadableClaims.size;
  return {
    left_in_doubt: Math.max(0, open.inDoubt - reportedDoubts),
    left_refused: Math.max(0, open.refused - messages.refusedBySens - messages.refusedByUs),
  };
}
