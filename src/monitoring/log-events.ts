import type { MaskedPhone } from '../domain/phone-number.ts';

/*
 * Every log event that the Lambda may write, with its fields. Alarms, queries, `tail` and `verify` read the same list.
 * Fields that always go together have one name here, so that an event says only what is its own.
 */

/** One message to one customer. */
const message = { booking_num: 'text', kind: 'text', phone_masked: 'masked-phone' } as const;
const why = { reason: 'text' } as const;
/**
 * A text to a channel: of the run, of an alarm or of an announcement. `nonce`: what an announcement or an alarm test is
 * recognised by. `settled_at`: when the channel took or refused it, UTC ISO.
 */
const post = { about: 'text', nonce: 'text?', channel: 'text', settled_at: 'text' } as const;

const info = <const Fields extends EventFields>(fields: Fields) => ({ level: 'INFO', fields }) as const;
const warn = <const Fields extends EventFields>(fields: Fields) => ({ level: 'WARN', fields }) as const;
const error = <const Fields extends EventFields>(fields: Fields) => ({ level: 'ERROR', fields }) as const;

export const logEvents = {
  /** The program did not start, and so takes no event: `run_id` is `init`. */
  init_failed: error({ error_name: 'text', ...why }),
  run_started: info({
    build_id: 'text',
    mode: 'text',
    mode_reason: 'text',
    trigger: 'text',
    started_at: 'text',
  }),
  /** The live approval ends soon; the channels are told of it once a day before and once an hour before. */
  approval_ending: warn({ until: 'text', hours_left: 'number' }),
  /** A row in `sms` that another sender marked while we were the only one; the booking's messages are held back. */
  foreign_row: error({ ...message, ...why }),
  /** The telemetry switch could not be read: everything is told. */
  telemetry_unread: warn(why),
  session_probed: info({ state: 'text', reason: 'text?' }),
  login_blocked: error(why),
  login_ended: info({
    outcome: 'text',
    reason: 'text?',
    closing: 'text',
    session_store: 'text',
    duration_ms: 'number',
  }),
  /** The proven session, or how the login ended, could not be written: the next run may have to sign in again. */
  login_state_unwritten: error({ item: 'text', ...why }),
  /** Null: bookings of that status were not read, or not all of them. */
  store_fetched: info({ store_id: 'text', confirmed: 'number?', completed: 'number?', skipped: 'number' }),
  store_failed: error({ store_id: 'text', ...why }),
  /** It had confirmed bookings when a run last saw some (`seen_at`), the last of them still to come, and has none now. */
  store_emptied: error({ store_id: 'text', bookings_before: 'number', seen_at: 'text', last_visit: 'text' }),
  /** What earlier runs saw could not be read or written: nothing is compared with it. */
  bookings_seen_unread: warn(why),
  /** What is still in doubt or refused could not be counted at the end of the run. */
  open_cases_unread: warn(why),
  booking_skipped: error({ store_id: 'text', booking_num: 'text', ...why, field: 'text?' }),
  message_due: info({ ...message, rule_name: 'text', message_type: 'text' }),
  send_claimed: info(message),
  /** Due by the rules, and held back on purpose. Of a whole store that waits for an operator, one line: store_withheld. */
  message_withheld: warn({ ...message, rule_name: 'text', ...why }),
  store_withheld: warn({ store_id: 'text', ...why, messages: 'number' }),
  booking_rescheduled: info({ booking_num: 'text', previous_booking_num: 'text', action: 'text' }),
  rule_noticed: info({
    rule_name: 'text',
    channel: 'text',
    store_id: 'text',
    booking_num: 'text',
    text: 'text',
  }),
  send_accepted: info({ ...message, sens_request_id: 'text' }),
  send_refused: error({ ...message, ...why }),
  send_in_doubt: error({ ...message, ...why }),
  send_released: warn({ ...message, ...why }),
  send_missed: error({ ...message, ...why }),
  send_undelivered: error({ ...message, ...why }),
  /** Due by the rules, and not this run's to send. */
  send_skipped: warn({ ...message, ...why }),
  /** SENS answered 429; the message was released and is tried again. */
  send_throttled: warn({ ...message, ...why, wait_ms: 'number' }),
  send_stopped: warn({ ...why, postponed: 'number' }),
  shadow_written: info(message),
  reconcile_adopted: info({ ...message, sens_message_id: 'text' }),
  reconcile_absent: error({ ...message, ...why }),
  /** SENS's list could not be read, or not completely: what is in doubt stays so, and deliveries are not followed. */
  sens_list_unread: error(why),
  /** Accepted a day ago, and SENS never reported how it ended. */
  delivery_unknown: error({ ...message, ...why }),
  notification_sent: info({ ...post, state: 'text', message_id: 'text?' }),
  notification_failed: error({ ...post, ...why }),
  /** A text was delivered although a setting of its channel is out of date; `reason` names the setting and its new value. */
  channel_outdated: warn({ channel: 'text', ...why }),
  /** Whether an alarm that lasts is to be repeated is not known, or it could not be; the next run tries again. */
  reminders_failed: warn(why),
  run_failed: error({ error_name: 'text', ...why }),
  run_summary: info({
    build_id: 'text',
    mode: 'text',
    mode_reason: 'text',
    outcome: 'text',
    trigger: 'text',
    stores_total: 'number',
    stores_failed: 'number',
    bookings_seen: 'number',
    bookings_read: 'number',
    bookings_skipped: 'number',
    bookings_skipped_by: 'counts',
    bookings_newly_skipped: 'number',
    stores_emptied: 'number',
    messages_due: 'number',
    accepted: 'number',
    refused_by_sens: 'number',
    refused_by_us: 'number',
    released: 'number',
    in_doubt: 'number',
    postponed: 'number',
    skipped: 'number',
    skipped_by: 'counts',
    not_live: 'number',
    foreign_rows: 'number',
    approval_ends_in_hours: 'number',
    approval_until: 'text?',
    adopted: 'number',
    released_earlier: 'number',
    in_doubt_earlier: 'number',
    missed: 'number',
    undelivered: 'number',
    unfollowed: 'number',
    list_unread: 'number',
    throttled: 'number',
    left_in_doubt: 'number?',
    left_refused: 'number?',
    checks_unread: 'number',
    withheld: 'number',
    stores_withheld: 'number',
    sessions_unstored: 'number',
    session: 'text?',
    browser_started: 'flag',
    started_at: 'text',
    duration_ms: 'number',
    notifications: 'receipts',
  }),
} as const satisfies Record<string, LogEventSpec>;

/** Fields that every event carries: the invocation's request id is the run's id. */
export const commonFields = { event: 'text', run_id: 'text' } as const satisfies Record<string, FieldKind>;

export interface LogEventSpec {
  readonly level: LogLevel;
  readonly fields: EventFields;
}

type EventFields = Readonly<Record<string, FieldKind>>;

/** What stands around them in each line; `message` repeats the event's name. */
export const envelopeFields = ['timestamp', 'level', 'message', 'service'] as const;

/** With `?` also null: what is not known is not written as zero. No other field is ever null. */
export type FieldKind =
  | 'text'
  | 'text?'
  | 'masked-phone'
  | 'number'
  | 'number?'
  | 'flag'
  | 'counts'
  | 'receipts';

export interface LoggedReceipt {
  readonly channel: string;
  readonly state: string;
  readonly message_id: string | null;
}

interface FieldValues {
  readonly text: string;
  readonly 'text?': string | null;
  readonly 'masked-phone': MaskedPhone;
  readonly number: number;
  readonly 'number?': number | null;
  readonly flag: boolean;
  /** A number for each reason. */
  readonly counts: Readonly<Record<string, number>>;
  readonly receipts: readonly LoggedReceipt[];
}

export type LogEventName = keyof typeof logEvents;

export const logLevels = ['INFO', 'WARN', 'ERROR'] as const;

export type LogLevel = (typeof logLevels)[number];

/**
 * Written whatever the telemetry switch and Lambda's own log level are: `verify`, `alarm-test`, the announcements and an
 * alarm's reader rely on them, and a run that left no trace would look like no run.
 */
export const alwaysLogged: readonly LogEventName[] = [
  'init_failed',
  'run_started',
  'message_due',
  'send_accepted',
  'reconcile_adopted',
  'notification_sent',
  'notification_failed',
  'run_failed',
  'run_summary',
];

/** Whether an event is written while the log is cut down to a level. */
export function isLogged(name: LogEventName, least: LogLevel): boolean {
  return alwaysLogged.includes(name) || logLevels.indexOf(logEvents[name].level) >= logLevels.indexOf(least);
}

/** The fields of one event, so that an undeclared field or a missing one does not compile. */
export type LogFields<Name extends LogEventName> = {
  readonly [Field in keyof (typeof logEvents)[Name]['fields']]: (typeof logEvents)[Name]['fields'][Field] extends FieldKind
    ? FieldValues[(typeof logEvents)[Name]['fields'][Field]]
    : never;
};
