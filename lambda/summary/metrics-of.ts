import type { MetricValues } from '../../src/monitoring/metrics.ts';
import type { RunTally } from './run-tally.ts';
import type { RunSummary } from './summary-of.ts';
import { totalOf } from './sums.ts';

/** The metrics of a run that ended. */
export function metricsOf(tally: RunTally, summary: RunSummary): MetricValues {
  const { bookings, messages, earlier } = tally;
  return {
    Runs: 1,
    RunFailures: summary.outcome === 'failed' ? 1 : 0,
    StoresFailed: tally.storesFailed,
    BookingsSeen: bookings.returned,
    BookingsSkipped: totalOf(bookings.skipped),
    BookingsNewlySkipped: tally.newlySkipped,
    StoresEmptied: tally.storesEmptied,
    MessagesDue: messages.due,
    MessagesAccepted: messages.accepted + earlier.adopted,
    MessagesRefused: messages.refusedBySens + messages.refusedByUs,
    MessagesInDoubt: messages.inDoubt + earlier.inDoubt + tally.unreadableClaims.size,
    OpenInDoubt: tally.open?.inDoubt ?? null,
    OpenRefused: tally.open?.refused ?? null,
    MessagesReleased: messages.released + earlier.released + tally.writtenDown,
    MessagesMissed: earlier.missed,
    MessagesNotLive: summary.not_live,
    ForeignRows: tally.foreignRows,
    MessagesWithheld: tally.withheld,
    StoresWithheld: tally.storesWithheld,
    MessagesUndelivered: earlier.undelivered,
    MessagesUnfollowed: earlier.unfollowed,
    MessagesSkipped: totalOf(messages.skipped),
    SensListUnread: earlier.listUnread,
    NotificationFailures: summary.notifications.filter(({ state }) => state === 'failed').length,
    LoginAttempts: tally.loginAttempts,
    RunDurationMs: summary.duration_ms,
  };
}
