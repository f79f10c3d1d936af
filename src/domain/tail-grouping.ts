/**
 * Sorts log lines into runs and phases while they arrive. Lambda runs one invocation at a time per log stream, so a line
 * that names no run belongs to the one that its stream started last. Pure; text in the lines is hostile and only compared.
 */

/** One line of the function's log group, as it was read. */
export interface TailLine {
  readonly id: string;
  readonly timestampMs: number;
  readonly ingestedMs: number;
  readonly stream: string;
  readonly message: string;
}

export type Phase =
  | 'start'
  | 'session'
  | 'bookings'
  | 'rules'
  | 'send'
  | 'notify'
  | 'summary'
  | 'report'
  | 'other';

export interface TailEntry {
  readonly line: TailLine;
  /** The Lambda request id; null for lines before the first START of their stream, such as INIT_START. */
  readonly requestId: string | null;
  readonly phase: Phase;
  /** The name of one of our own log events; null for any other text. */
  readonly event: string | null;
  /** The fields of a JSON line; null where it is none. */
  readonly fields: Readonly<Record<string, unknown>> | null;
  /** From the line's own time until CloudWatch had it. */
  readonly lagMs: number;
}

const phaseOfEvent: Readonly<Record<string, Phase>> = {
  init_failed: 'start',
  run_started: 'start',
  telemetry_unread: 'start',
  approval_ending: 'start',
  session_probed: 'session',
  login_blocked: 'session',
  login_ended: 'session',
  login_state_unwritten: 'session',
  store_fetched: 'bookings',
  store_failed: 'bookings',
  booking_skipped: 'bookings',
  store_emptied: 'bookings',
  bookings_seen_unread: 'bookings',
  open_cases_unread: 'send',
  message_due: 'rules',
  message_withheld: 'rules',
  store_withheld: 'rules',
  booking_rescheduled: 'rules',
  rule_noticed: 'rules',
  foreign_row: 'rules',
  send_claimed: 'send',
  send_accepted: 'send',
  send_refused: 'send',
  send_in_doubt: 'send',
  send_released: 'send',
  send_missed: 'send',
  send_undelivered: 'send',
  send_stopped: 'send',
  send_skipped: 'send',
  send_throttled: 'send',
  sens_list_unread: 'send',
  delivery_unknown: 'send',
  shadow_written: 'send',
  reconcile_adopted: 'send',
  reconcile_absent: 'send',
  notification_sent: 'notify',
  notification_failed: 'notify',
  channel_outdated: 'notify',
  reminders_failed: 'notify',
  run_failed: 'summary',
  run_summary: 'summary',
};

export interface TailGrouping {
  /** The entries of the lines that were not seen before, oldest first within each run, runs in order of appearance. */
  take(lines: readonly TailLine[]): readonly TailEntry[];
  /** Runs that began and whose REPORT has not been seen. */
  openRuns(): readonly string[];
  /** How many runs have been seen to their REPORT. */
  reportedRuns(): number;
  /** The newest line's own time, or when it arrived if it is dated later; null before the first. */
  newestMs(): number | null;
}

/** `keepMs`: how long a line's id is remembered past the newest line; at least twice the overlap that is re-read. */
export function createTailGrouping(keepMs: number): TailGrouping {
  const seen = new Map<string, number>();
  const runOfStream = new Map<string, string>();
  const open = new Set<string>();
  const reported = new Set<string>();
  let newest: number | null = null;

  const takeOne = (line: TailLine): TailEntry => {
    seen.set(line.id, line.timestampMs);
    // A line can be dated ahead by its program; where to look next must not go ahead with it.
    const timeMs = Math.min(line.timestampMs, line.ingestedMs);
    newest = Math.max(newest ?? timeMs, timeMs);
    const fields = parseFields(line.message);
    const named = requestIdOf(line.message, fields);
    if (named !== null) runOfStream.set(line.stream, named);
    const requestId = named ?? runOfStream.get(line.stream) ?? null;
    const phase = phaseOf(line.message, fields);
    if (requestId !== null) follow(requestId, line.message);
    const event =
      typeof fields?.event === 'string' && Object.hasOwn(phaseOfEvent, fields.event) ? fields.event : null;
    return { line, requestId, phase, event, fields, lagMs: line.ingestedMs - line.timestampMs };
  };

  const follow = (requestId: string, message: string): void => {
    if (message.startsWith('REPORT RequestId: ')) {
      open.delete(requestId);
      reported.add(requestId);
    } else if (!reported.has(requestId)) open.add(requestId);
  };

  return {
    take(lines) {
      const fresh = lines.filter((line) => !seen.has(line.id)).toSorted(byTime);
      const unique = [...new Map(fresh.map((line) => [line.id, line])).values()];
      const entries = unique.map(takeOne);
      forgetBefore(seen, (newest ?? 0) - keepMs);
      return [...Map.groupBy(entries, ({ requestId }) => requestId).values()].flat();
    },
    openRuns: () => [...open],
    reportedRuns: () => reported.size,
    newestMs: () => newest,
  };
}

function byTime(a: TailLine, b: TailLine): number {
  return a.timestampMs - b.timestampMs || a.ingestedMs - b.ingestedMs;
}

function forgetBefore(seen: Map<string, number>, limitMs: number): void {
  for (const [id, timestampMs] of seen) {
    if (timestampMs < limitMs) seen.delete(id);
  }
}

function requestIdOf(message: string, fields: Readonly<Record<string, unknown>> | null): string | null {
  const platform = /^(?:START|END|REPORT) RequestId: ([0-9a-f-]{36})\b/.exec(message);
  if (platform) return platform[1] ?? null;
  const runId = fields?.run_id;
  return typeof runId === 'string' && /^[0-9a-f-]{36}$/.test(runId) ? runId : null;
}

function phaseOf(message: string, fields: Readonly<Record<string, unknown>> | null): Phase {
  if (/^(?:END|REPORT) RequestId: /.test(message)) return 'report';
  if (/^(?:START RequestId: |INIT_START )/.test(message)) return 'start';
  const event = fields?.event;
  return typeof event === 'string' && Object.hasOwn(phaseOfEvent, event)
    ? (phaseOfEvent[event] ?? 'other')
    : 'other';
}

function parseFields(message: string): Readonly<Record<string, unknown>> | null {
  if (!message.startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
