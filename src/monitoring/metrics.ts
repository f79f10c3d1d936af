/**
 * Every metric that a run publishes. Each run publishes all of them once, zeros included: no data is never zero. A run that
 * could not read what is open leaves out `OpenInDoubt` and `OpenRefused`.
 */
export const metrics = {
  Runs: { unit: 'Count', meaning: 'scheduled runs that ended, whatever their outcome' },
  RunFailures: { unit: 'Count', meaning: 'runs that failed and threw' },
  StoresFailed: { unit: 'Count', meaning: 'stores whose bookings could not be read' },
  BookingsSeen: { unit: 'Count', meaning: 'bookings that the host returned' },
  BookingsSkipped: {
    unit: 'Count',
    meaning: 'bookings that could not be read, whose customers get no message',
  },
  BookingsNewlySkipped: {
    unit: 'Count',
    meaning: 'those of them that no earlier run has reported',
  },
  StoresEmptied: {
    unit: 'Count',
    meaning: 'stores that had confirmed bookings in an earlier run, and have none now',
  },
  MessagesDue: { unit: 'Count', meaning: 'messages that the rules found due and nothing held back' },
  MessagesAccepted: { unit: 'Count', meaning: 'messages that SENS accepted, adopted ones included' },
  MessagesRefused: { unit: 'Count', meaning: 'messages that SENS refused for good' },
  MessagesInDoubt: { unit: 'Count', meaning: 'messages of which it is not known whether they left' },
  OpenInDoubt: {
    unit: 'Count',
    meaning: 'messages in doubt at the end of the run, until a day after their window',
  },
  OpenRefused: {
    unit: 'Count',
    meaning:
      'refused messages that nobody has dealt with at the end of the run, until a day after their window',
  },
  MessagesReleased: { unit: 'Count', meaning: 'claims given back: definitely not sent, due again' },
  MessagesMissed: { unit: 'Count', meaning: 'messages whose window passed without a send' },
  MessagesNotLive: {
    unit: 'Count',
    meaning: 'due messages that were not sent since delivery is not live, though nobody ended it on purpose',
  },
  ForeignRows: {
    unit: 'Count',
    meaning: 'rows of table sms that another sender marked while we were the only one',
  },
  MessagesWithheld: {
    unit: 'Count',
    meaning: 'messages held back: unacknowledged backlog, night, rescheduled',
  },
  StoresWithheld: {
    unit: 'Count',
    meaning: 'stores whose every message waits until an operator acknowledges the backlog',
  },
  MessagesUnfollowed: {
    unit: 'Count',
    meaning: 'accepted messages of which SENS did not report within a day how they ended',
  },
  MessagesSkipped: { unit: 'Count', meaning: "due messages that were not this run's to send" },
  SensListUnread: { unit: 'Count', meaning: "runs in which SENS's list could not be read completely" },
  MessagesUndelivered: { unit: 'Count', meaning: 'accepted messages that did not reach the phone' },
  NotificationFailures: { unit: 'Count', meaning: 'run notifications that a channel did not take' },
  LoginAttempts: { unit: 'Count', meaning: 'logins tried with a browser' },
  RunDurationMs: { unit: 'Milliseconds', meaning: 'time from the start of the run to its summary' },
} as const satisfies Record<string, MetricSpec>;

export const metricNamespace = 'naver-sms';
export const metricService = 'naver-sms';

export interface MetricSpec {
  readonly unit: 'Count' | 'Milliseconds';
  readonly meaning: string;
}

export type MetricName = keyof typeof metrics;

/** One value for every metric: a run cannot leave one out. Null only of what is open: it could not be read. */
export type MetricValues = Readonly<
  Record<Exclude<MetricName, OpenMetric>, number> & Record<OpenMetric, number | null>
>;

type OpenMetric = 'OpenInDoubt' | 'OpenRefused';
