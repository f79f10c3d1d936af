import type { BookingStatus } from './booking.ts';
import type { Condition, Outlook } from './condition.ts';
import type { Rule } from './rule.ts';

const minuteMs = 60_000;

/** A span of time, both ends included. */
export interface TimeSpan {
  readonly from: Date;
  readonly to: Date;
}

/**
 * Whether any of the rules can hold for a booking of this status at some minute of the span, as far as status and time
 * alone tell. Rules that only log or notify count too. No rule depends on less than a minute. Pure.
 */
export function mayHold(rules: readonly Rule[], status: BookingStatus, span: TimeSpan): boolean {
  return minutesOf(span).some((now) => rules.some((rule) => foreseen(rule.when, { status, now }) !== false));
}

/** The ends of the span and each whole minute between them. */
function minutesOf({ from, to }: TimeSpan): readonly Date[] {
  const first = Math.ceil(from.getTime() / minuteMs) * minuteMs;
  const count = Math.max(0, Math.floor((to.getTime() - first) / minuteMs) + 1);
  return [from, ...Array.from({ length: count }, (_, index) => new Date(first + index * minuteMs)), to];
}

/** Null: it depends on the booking. */
function foreseen(condition: Condition, outlook: Outlook): boolean | null {
  switch (condition.kind) {
    case 'leaf':
      return condition.foresee?.(outlook) ?? null;
    case 'not':
      return negated(foreseen(condition.of, outlook));
    case 'all':
      return joined(condition.of, outlook, false);
    case 'any':
      return joined(condition.of, outlook, true);
  }
}

/** One part that is `decisive` decides; if all are the opposite, the whole is it too. */
function joined(parts: readonly Condition[], outlook: Outlook, decisive: boolean): boolean | null {
  const known = parts.map((part) => foreseen(part, outlook));
  if (known.includes(decisive)) return decisive;
  return known.includes(null) ? null : !decisive;
}

const negated = (known: boolean | null): boolean | null => (known === null ? null : !known);
