import type { MetricValues } from '../../src/monitoring/metrics.ts';
import type { RunTally } from './run-tally.ts';
import type { RunSummary } from './summary-of.ts';

/** The metrics of a run that ended. */
export function metricsOf(tally: RunTally, summary: RunSummary): MetricValues {
  return {
    Runs: 1,
    RunFailures: summary.outcome === 'failed' ? 1 : 0,
    StoresFailed: tally.storesFailed,
    BookingsSeen: tally.bookingsSeen,
    MessagesDue: tally.messagesDue,
    MessagesAccepted: tally.accepted + tally.adopted,
    MessagesRefused: tally.refused,
    MessagesInDoubt: tally.inDoubt + tally.unreadableClaims.size,
    MessagesReleased: tally.released,
    MessagesMissed: tally.missed,
    MessagesWithheld: tally.withheld,
    StoresWithheld: tally.storesWithheld,
    MessagesUndelivered: tally.undelivered,
    NotificationFailures: summary.notifications.filter(({ state }) => state === 'failed').length,
    LoginAttempts: tally.loginAttempts,
    RunDurationMs: summary.duration_ms,
  };
}
