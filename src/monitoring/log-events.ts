import type { MaskedPhone } from '../domain/phone-number.ts';

/** Every log event that the Lambda may write, with its fields. Alarms, queries, `tail` and `verify` read the same list. */
export const logEvents = {
  run_started: {
    level: 'INFO',
    fields: { build_id: 'text', mode: 'text', mode_reason: 'text', trigger: 'text', started_at: 'text' },
  },
  /** The telemetry switch could not be read: everything is told. */
  telemetry_unread: { level: 'WARN', fields: { reason: 'text' } },
  session_probed: { level: 'INFO', fields: { state: 'text', reason: 'text?' } },
  login_blocked: { level: 'ERROR', fields: { reason: 'text' } },
  login_ended: {
    level: 'INFO',
    fields: {
      outcome: 'text',
      reason: 'text?',
      closing: 'text',
      session_store: 'text',
      duration_ms: 'number',
    },
  },
  store_fetched: {
    level: 'INFO',
    fields: {
      store_id: 'text',
      confirmed: 'number',
      completed: 'number',
      skipped: 'number',
    },
  },
  store_failed: { level: 'ERROR', fields: { store_id: 'text', reason: 'text' } },
  booking_skipped: {
    level: 'WARN',
    fields: { store_id: 'text', booking_num: 'text', reason: 'text', field: 'text?' },
  },
  message_due: {
    level: 'INFO',
    fields: {
      booking_num: 'text',
      kind: 'text',
      phone_masked: 'masked-phone',
      rule_name: 'text',
      message_type: 'text',
    },
  },
  send_claimed: {
    level: 'INFO',
    fields: { booking_num: 'text', kind: 'text', phone_masked: 'masked-phone' },
  },
  /** Due by the rules, and held back on purpose. Of a whole store that waits for an operator, one line: store_withheld. */
  message_withheld: {
    level: 'WARN',
    fields: {
      booking_num: 'text',
      kind: 'text',
      phone_masked: 'masked-phone',
      rule_name: 'text',
      reason: 'text',
    },
  },
  store_withheld: { level: 'WARN', fields: { store_id: 'text', reason: 'text', messages: 'number' } },
  booking_rescheduled: {
    level: 'INFO',
    fields: { booking_num: 'text', previous_booking_num: 'text', action: 'text' },
  },
  rule_noticed: {
    level: 'INFO',
    fields: { rule_name: 'text', channel: 'text', store_id: 'text', booking_num: 'text', text: 'text' },
  },
  send_accepted: {
    level: 'INFO',
    fields: { booking_num: 'text', kind: 'text', phone_masked: 'masked-phone', sens_request_id: 'text' },
  },
  send_refused: {
    level: 'ERROR',
    fields: { booking_num: 'text', kind: 'text', phone_masked: 'masked-phone', reason: 'text' },
  },
  send_in_doubt: {
    level: 'ERROR',
    fields: { booking_num: 'text', kind: 'text', phone_masked: 'masked-phone', reason: 'text' },
  },
  send_released: {
    level: 'WARN',
    fields: { booking_num: 'text', kind: 'text', phone_masked: 'masked-phone', reason: 'text' },
  },
  send_missed: {
    level: 'ERROR',
    fields: { booking_num: 'text', kind: 'text', phone_masked: 'masked-phone', reason: 'text' },
  },
  send_undelivered: {
    level: 'ERROR',
    fields: { booking_num: 'text', kind: 'text', phone_masked: 'masked-phone', reason: 'text' },
  },
  send_stopped: { level: 'WARN', fields: { reason: 'text', left_over: 'number' } },
  shadow_written: {
    level: 'INFO',
    fields: { booking_num: 'text', kind: 'text', phone_masked: 'masked-phone' },
  },
  reconcile_adopted: {
    level: 'INFO',
    fields: { booking_num: 'text', kind: 'text', phone_masked: 'masked-phone', sens_message_id: 'text' },
  },
  reconcile_absent: {
    level: 'ERROR',
    fields: { booking_num: 'text', kind: 'text', phone_masked: 'masked-phone', reason: 'text' },
  },
  notification_sent: {
    level: 'INFO',
    fields: { about: 'text', channel: 'text', state: 'text', message_id: 'text?' },
  },
  notification_failed: { level: 'ERROR', fields: { about: 'text', channel: 'text', reason: 'text' } },
  run_failed: { level: 'ERROR', fields: { error_name: 'text', reason: 'text' } },
  run_summary: {
    level: 'INFO',
    fields: {
      build_id: 'text',
      mode: 'text',
      outcome: 'text',
      trigger: 'text',
      stores_total: 'number',
      stores_failed: 'number',
      bookings_seen: 'number',
      bookings_skipped: 'number',
      messages_due: 'number',
      accepted: 'number',
      refused: 'number',
      in_doubt: 'number',
      released: 'number',
      missed: 'number',
      adopted: 'number',
      left_over: 'number',
      withheld: 'number',
      session: 'text?',
      browser_started: 'flag',
      started_at: 'text',
      duration_ms: 'number',
      notifications: 'receipts',
    },
  },
} as const satisfies Record<string, LogEventSpec>;

/** Fields that every event carries: the invocation's request id is the run's id. */
export const commonFields = { event: 'text', run_id: 'text' } as const satisfies Record<string, FieldKind>;

export interface LogEventSpec {
  readonly level: LogLevel;
  readonly fields: Readonly<Record<string, FieldKind>>;
}

/** What stands around them in each line; `message` repeats the event's name. */
export const envelopeFields = ['timestamp', 'level', 'message', 'service'] as const;

/** `text?` is a text or null. No other field is ever null: what is not known is not written as zero. */
export type FieldKind = 'text' | 'text?' | 'masked-phone' | 'number' | 'flag' | 'receipts';

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
  readonly flag: boolean;
  readonly receipts: readonly LoggedReceipt[];
}

export type LogEventName = keyof typeof logEvents;

export const logLevels = ['INFO', 'WARN', 'ERROR'] as const;

export type LogLevel = (typeof logLevels)[number];

/**
 * Written whatever the telemetry switch says: `verify`, the proof of a drain and an alarm's reader rely on them, and a run
 * that left no trace would look like no run.
 */
export const alwaysLogged: readonly LogEventName[] = [
  'run_started',
  'message_due',
  'send_accepted',
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
