/*
 * One tick as the function's log tells it: the run from START to REPORT and what it said about itself. Pure reading of
 * log lines; text in them is hostile input and only ever compared, parsed by schema, or shown.
 */
import * as z from 'zod';

/** One line of the function's log group. */
export interface LogLine {
  readonly id: string;
  readonly timestampMs: number;
  readonly stream: string;
  readonly message: string;
}

/** Where a line stands, so that anyone can find it again. */
export interface LineReference {
  readonly eventId: string;
  readonly stream: string;
  readonly timestampMs: number;
}

export interface TickRun {
  readonly requestId: string;
  readonly start: LineReference | null;
  readonly report: (LineReference & RunReport) | null;
  readonly summary: (LineReference & RunSummary) | null;
  /** The messages that the rules found due, as the run logged them. */
  readonly due: readonly MessageName[];
  readonly acceptances: readonly (LineReference & Acceptance)[];
  /** What started it, as the run itself said; null where it said nothing (it died before its first line). */
  readonly trigger: string | null;
  /** What the run gave as the reason of its failure; null where it gave none. */
  readonly failure: string | null;
  /** How often Lambda started it: more than once is a retry of the same event. */
  readonly starts: number;
}

export interface MessageName {
  readonly bookingNum: string;
  readonly kind: string;
}

export interface RunReport {
  readonly durationMs: number;
  readonly memorySizeMb: number | null;
  readonly maxMemoryUsedMb: number | null;
  /** `error` or `timeout` as Lambda reports it; null where the line names no status. */
  readonly status: string | null;
}

/** A message that SENS took: at once, or found in the vendor's list by a later run. */
export interface Acceptance extends MessageName {
  readonly basis: 'accepted' | 'adopted';
  /** SENS's request id, or for an adopted message its message id. */
  readonly receipt: string | null;
}

const notificationSchema = z.object({
  channel: z.string(),
  state: z.string(),
  message_id: z.union([z.string(), z.number()]).nullish(),
});

const summarySchema = z.object({
  run_id: z.string(),
  build_id: z.string(),
  mode: z.string(),
  /** Absent in lines of earlier builds. */
  mode_reason: z.string().nullish(),
  outcome: z.enum(['succeeded', 'failed', 'stopped']),
  trigger: z.string(),
  stores_total: z.number(),
  stores_failed: z.number(),
  messages_due: z.number(),
  accepted: z.number(),
  refused_by_sens: z.number(),
  refused_by_us: z.number(),
  released: z.number(),
  in_doubt: z.number(),
  postponed: z.number(),
  skipped: z.number(),
  missed: z.number(),
  adopted: z.number(),
  duration_ms: z.number(),
  notifications: z.array(notificationSchema),
});

export type RunSummary = z.infer<typeof summarySchema>;

/** Groups log lines into runs by Lambda request id, oldest first. Lines of no run are left out. */
export function readRuns(lines: readonly LogLine[]): readonly TickRun[] {
  const runs = new Map<string, LogLine[]>();
  for (const line of lines) {
    const requestId = requestIdOf(line.message);
    if (requestId === null) continue;
    runs.set(requestId, [...(runs.get(requestId) ?? []), line]);
  }
  return [...runs].map(([requestId, own]) => readRun(requestId, own)).sort((a, b) => firstMs(a) - firstMs(b));
}

/** When the run was first seen, UTC milliseconds; infinity where only lines without START are there. */
export function firstMs(run: TickRun): number {
  return (
    run.start?.timestampMs ?? run.summary?.timestampMs ?? run.report?.timestampMs ?? Number.POSITIVE_INFINITY
  );
}

/** Milliseconds from START to REPORT as the log shows them; null while either is missing. */
export function runTimeMs(run: TickRun): number | null {
  return run.start && run.report
    ? Math.max(run.report.timestampMs - run.start.timestampMs, run.report.durationMs)
    : null;
}

/** What names one message in the log and in the claims table. */
export function messageKey({ bookingNum, kind }: MessageName): string {
  return `${bookingNum}#${kind}`;
}

/**
 * True for the runs that the schedule started, and for those that failed before they could say what started them. A
 * probe names no trigger and ends well; a run of which only the START is visible may still turn out to be one.
 */
export function isScheduled({ trigger, report }: TickRun): boolean {
  if (trigger !== null) return trigger === 'schedule';
  return report !== null && report.status !== null && report.status !== 'success';
}

function readRun(requestId: string, lines: readonly LogLine[]): TickRun {
  const starts = lines.filter((line) => line.message.startsWith('START RequestId: '));
  const events = lines.flatMap((line) => productEvents(line));
  const report = lines.findLast((line) => line.message.startsWith('REPORT RequestId: '));
  const summary = events.findLast(({ fields }) => fields.event === 'run_summary');
  const start = starts.at(-1);
  return {
    requestId,
    start: start ? referenceTo(start) : null,
    report: report ? { ...referenceTo(report), ...readReport(report.message) } : null,
    summary: summary ? readSummary(summary) : null,
    due: events.filter(({ fields }) => fields.event === 'message_due').map(({ fields }) => readName(fields)),
    acceptances: events.flatMap(readAcceptance),
    trigger: firstText(events, 'trigger'),
    failure: firstText(
      events.filter(({ fields }) => fields.event === 'run_failed'),
      'reason',
    ),
    starts: starts.length,
  };
}

interface ProductEvent {
  readonly line: LogLine;
  readonly fields: Readonly<Record<string, unknown>>;
}

function productEvents(line: LogLine): readonly ProductEvent[] {
  const fields = parseObject(line.message);
  return fields ? [{ line, fields }] : [];
}

function requestIdOf(message: string): string | null {
  const platform = /^(?:START|END|REPORT) RequestId: ([0-9a-f-]{36})\b/.exec(message);
  if (platform) return platform[1] ?? null;
  const runId = parseObject(message)?.run_id;
  return typeof runId === 'string' ? runId : null;
}

/** `REPORT RequestId: <id>\tDuration: 12.30 ms\t...Memory Size: 1024 MB\tMax Memory Used: 90 MB\t...Status: timeout`. */
function readReport(message: string): RunReport {
  const number = (pattern: RegExp) => {
    const found = pattern.exec(message)?.[1];
    return found === undefined ? null : Number(found);
  };
  return {
    durationMs: number(/\bDuration: ([\d.]+) ms/) ?? 0,
    memorySizeMb: number(/\bMemory Size: (\d+) MB/),
    maxMemoryUsedMb: number(/\bMax Memory Used: (\d+) MB/),
    status: /\bStatus: (\w+)/.exec(message)?.[1] ?? null,
  };
}

function readSummary({ line, fields }: ProductEvent): (LineReference & RunSummary) | null {
  const parsed = summarySchema.safeParse(fields);
  return parsed.success ? { ...referenceTo(line), ...parsed.data } : null;
}

const receiptFields: Readonly<Record<string, { basis: Acceptance['basis']; field: string }>> = {
  send_accepted: { basis: 'accepted', field: 'sens_request_id' },
  reconcile_adopted: { basis: 'adopted', field: 'sens_message_id' },
};

function readAcceptance({ line, fields }: ProductEvent): readonly (LineReference & Acceptance)[] {
  const kind = receiptFields[textOf(fields.event) ?? ''];
  if (!kind) return [];
  return [
    { ...referenceTo(line), ...readName(fields), basis: kind.basis, receipt: textOf(fields[kind.field]) },
  ];
}

function readName(fields: ProductEvent['fields']): MessageName {
  return { bookingNum: textOf(fields.booking_num) ?? '', kind: textOf(fields.kind) ?? '' };
}

function firstText(events: readonly ProductEvent[], field: string): string | null {
  return events.map(({ fields }) => textOf(fields[field])).find((value) => value !== null) ?? null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function referenceTo(line: LogLine): LineReference {
  return { eventId: line.id, stream: line.stream, timestampMs: line.timestampMs };
}

function parseObject(message: string): Readonly<Record<string, unknown>> | null {
  if (!message.startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
