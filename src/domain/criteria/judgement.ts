/* How a criterion is answered: what was observed, the verdict, and where it can be looked up. */
import type { LineReference } from '../tick.ts';
import { fail, inconclusive, pass, type Verdict } from '../verdict.ts';
import type { Reading } from '../verification-facts.ts';

export interface Judgement {
  readonly observed: string;
  readonly verdict: Verdict;
  readonly source: string;
  /** Why it is open; null where it is decided. */
  readonly cause: OpenCause | null;
}

/**
 * `not-yet`: logs and metrics arrive late, so it may still come; waited for. `no-traffic` and `in-doubt`: only the next
 * tick can tell. `unreadable`: the source did not answer.
 */
export type OpenCause = 'not-yet' | 'no-traffic' | 'in-doubt' | 'unreadable';

export interface Observation {
  readonly observed: string;
  readonly source: string;
}

export function passed(seen: Observation): Judgement {
  return { ...seen, verdict: pass, cause: null };
}

export function failed(seen: Observation, reason: string): Judgement {
  return { ...seen, verdict: fail(reason), cause: null };
}

/** Contradicts now, but later data may still heal it: waited for, and a failure if it stays. */
export function failedSoFar(seen: Observation, reason: string): Judgement {
  return { ...seen, verdict: fail(reason), cause: 'not-yet' };
}

export function open(seen: Observation, cause: OpenCause, reason: string): Judgement {
  return { ...seen, verdict: inconclusive(`${cause}: ${reason}`), cause };
}

/** Asked again where that may help. */
export function unreadable({ reason, source, mayHeal }: Unread): Judgement {
  const verdict = inconclusive(`unreadable: ${reason}`);
  return { observed: 'could not be read', source, verdict, cause: mayHeal ? 'not-yet' : 'unreadable' };
}

type Unread = Extract<Reading<unknown>, { state: 'unreadable' }>;

/** A log line as anyone can find it again: event id, stream, time. */
export function lineText({ eventId, stream, timestampMs }: LineReference): string {
  return `log event ${eventId} in ${stream} at ${new Date(timestampMs).toISOString()}`;
}

/** More lines than these hide the answer; the others stand in the same streams. */
const maxLinesNamed = 3;

/** The lines that prove it, or, where there are none, where they were looked for. */
export function proofIn(source: string, lines: readonly (LineReference | null)[]): string {
  const found = lines.flatMap((line) => (line ? [lineText(line)] : []));
  const named = found.slice(0, maxLinesNamed).join('; ');
  const rest = found.length > maxLinesNamed ? `; and ${found.length - maxLinesNamed} more` : '';
  return found.length > 0 ? `${named}${rest}` : source;
}

/** `3 OK, 1 ALARM` */
export function countByState(states: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
}
