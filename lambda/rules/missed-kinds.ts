import type { Facts } from '../../src/rules/condition.ts';
import { dueKinds } from '../../src/rules/due-kinds.ts';
import type { Rule } from '../../src/rules/rule.ts';
import type { MessageKind } from '../messages/due-message.ts';

/** Between two runs; a message that was due for a shorter time may have had no run to send it. */
const tickMs = 20 * 60_000;

/**
 * Kinds whose window passed without a send: due one tick before the booking began, or at the beginning of our charge
 * (`inChargeSince`, when the first live approval was given) if that came later, and not due any more. Only where the booking
 * was confirmed a tick before it began, or does not say when. The old function sets its flag before it sends, so that what is unmarked when we
 * take charge is ours to send. Pure.
 */
export function missedKinds(
  rules: readonly Rule[],
  facts: Facts,
  inChargeSince: Date,
): readonly MessageKind[] {
  const { booking, now } = facts;
  const lastChance = new Date(booking.startsAt.getTime() - tickMs);
  const isInTime = booking.confirmedAt === null || booking.confirmedAt <= lastChance;
  const wasPossible = isInTime && inChargeSince < booking.startsAt;
  if (booking.startsAt > now || !wasPossible) return [];
  // A visit that is over makes the booking RC08; before it, it was confirmed.
  const ours = inChargeSince > lastChance ? inChargeSince : lastChance;
  const then = { ...facts, now: ours, booking: { ...booking, status: 'RC03' as const } };
  const dueNow = new Set(dueKinds(rules, facts).map((due) => due.kind));
  return dueKinds(rules, then)
    .map((due) => due.kind)
    .filter((kind) => !dueNow.has(kind));
}
