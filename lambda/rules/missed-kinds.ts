import type { Facts } from '../../src/rules/condition.ts';
import { dueKinds } from '../../src/rules/due-kinds.ts';
import type { Rule } from '../../src/rules/rule.ts';
import type { MessageKind } from '../messages/due-message.ts';

/** Between two runs; a message that was due for a shorter time may have had no run to send it. */
const tickMs = 20 * 60_000;

/**
 * Kinds whose window passed without a send: due one tick before the booking began, had a run been allowed to send then,
 * and not due any more. Only where the booking was confirmed by then and we were in charge (`inChargeSince`, when the
 * live approval was given): what the old function lost is not ours to report. Pure.
 */
export function missedKinds(
  rules: readonly Rule[],
  facts: Facts,
  inChargeSince: Date,
): readonly MessageKind[] {
  const { booking, now } = facts;
  const lastChance = new Date(booking.startsAt.getTime() - tickMs);
  const wasPossible =
    booking.confirmedAt !== null && booking.confirmedAt <= lastChance && inChargeSince <= lastChance;
  if (booking.startsAt > now || !wasPossible) return [];
  // A visit that is over makes the booking RC08; before it, it was confirmed.
  const then = { ...facts, now: lastChance, booking: { ...booking, status: 'RC03' as const } };
  const dueNow = new Set(dueKinds(rules, facts).map((due) => due.kind));
  return dueKinds(rules, then)
    .map((due) => due.kind)
    .filter((kind) => !dueNow.has(kind));
}
