/** One log line as people and programs get it: secrets and phone numbers masked, control characters visible. */
import { toJsonValue } from '../../domain/json-value.ts';
import type { TailEntry } from '../../domain/tail-grouping.ts';
import { visibleText } from '../../domain/visible-text.ts';
import { redactText } from '../../evidence/redact-text.ts';
import { redactValue } from '../../evidence/redact-value.ts';
import { durationText } from '../../reporting/duration-text.ts';
import { kstClock } from '../../reporting/kst-time.ts';

/** Fields that every line carries and that the prefix already says. */
const prefixed = new Set(['event', 'run_id', 'timestamp', 'level', 'service', 'message', '_aws']);
/** A line longer than this is cut on screen, and says so; NDJSON and evidence have all of it. Characters. */
const longestLine = 600;
/** Lag below this is ordinary and not worth a reader's eye. Milliseconds. */
const ordinaryLagMs = 10_000;

/** `14:00:03 send      send_accepted booking_num=… kind=confirm`; the caller groups by run. */
export function entryText(entry: TailEntry): string {
  const time = kstClock(new Date(entry.line.timestampMs));
  const lag = entry.lagMs > ordinaryLagMs ? ` (arrived ${durationText(entry.lagMs)} late)` : '';
  return `${time} ${entry.phase.padEnd(8)} ${cut(visibleText(redactText(messageOf(entry))))}${lag}`;
}

/** The same for NDJSON: every field, masked. */
export function entryFields(entry: TailEntry): Readonly<Record<string, unknown>> {
  const { line } = entry;
  return {
    id: line.id,
    at: new Date(line.timestampMs).toISOString(),
    lagMs: entry.lagMs,
    stream: redactText(line.stream),
    requestId: entry.requestId,
    phase: entry.phase,
    event: entry.event,
    ...(entry.fields === null
      ? { message: redactText(line.message) }
      : { fields: redactValue(toJsonValue(entry.fields)) }),
  };
}

/** `── run 8f3c2b10-… ──`, or the lines before any run. */
export function runHeading(requestId: string | null): string {
  return requestId === null ? '── before the first run of a stream' : `── run ${requestId}`;
}

function messageOf({ event, fields, line }: TailEntry): string {
  if (event === null || fields === null) return line.message.trimEnd();
  const pairs = Object.entries(fields).filter(([name]) => !prefixed.has(name));
  return [event, ...pairs.map(([name, value]) => `${name}=${valueText(value)}`)].join(' ');
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function cut(text: string): string {
  return text.length <= longestLine
    ? text
    : `${text.slice(0, longestLine)}… (${text.length - longestLine} more characters)`;
}
