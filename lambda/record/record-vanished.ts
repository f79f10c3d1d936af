import { fromKst } from '../../src/domain/kst.ts';
import type { BookingRecord } from '../../src/rules/booking-record.ts';
import { claimFields } from '../claim/claim-fields.ts';
import { type Claim, claimIdOf } from '../claim/claim-item.ts';
import { type DueMessage, legacyFlagOf } from '../messages/due-message.ts';
import type { DeliveryTools } from '../send/delivery-tools.ts';

export interface VanishedOrder {
  /** What the rules found due: it is sent, not missed. */
  readonly due: readonly DueMessage[];
  /** How long after its start a booking is still read, days: an event message can be due until then. */
  readonly completedDaysBack: number;
  readonly recordOf: (claim: Claim) => Promise<BookingRecord | null>;
}

/** Released claims past their window are few; the rest waits for the next run. */
const maxClaims = 1000;
const dayMs = 24 * 60 * 60_000;
const reason = 'its booking vanished, or its window passed, before it could be sent';

/**
 * Closes released claims that no rule finds due any more: a booking that was cancelled or moved is never read again, and
 * its claim would stay open for ever. Counted and told as missed, unless the legacy function sent it meanwhile. Returns
 * how many were new.
 */
export async function recordVanished(tools: DeliveryTools, order: VanishedOrder): Promise<number> {
  const due = new Set(order.due.map(claimIdOf));
  const released = await tools.find('RELEASED', maxClaims);
  let count = 0;
  for (const claim of released) {
    if (due.has(claim.claim_id) || tools.now() <= windowEnd(claim, order.completedDaysBack)) continue;
    const record = await order.recordOf(claim);
    if (record?.row?.[legacyFlagOf[claim.kind]]) {
      const note = { reason: 'the legacy function marked it as sent', isClosed: true };
      await tools.store.note(claim, note, tools.now());
      continue;
    }
    // Told before it is recorded: a run that dies between the two tells it twice, and never not at all.
    tools.emit('send_missed', { ...claimFields(claim), reason });
    if (await tools.store.miss(missedOf(claim), tools.now())) count += 1;
  }
  return count;
}

/** After this moment nobody may send the message any more. */
export function windowEnd(
  claim: Pick<Claim, 'kind' | 'booking_time' | 'claimed_at'>,
  completedDaysBack: number,
): Date {
  const startsAt = fromKst(claim.booking_time ?? '');
  if (startsAt && claim.kind !== 'event') return startsAt;
  const begins = startsAt ?? new Date(claim.claimed_at);
  return new Date(begins.getTime() + completedDaysBack * dayMs);
}

const missedOf = (claim: Claim) => ({
  bookingNum: claim.booking_num,
  storeId: claim.store_id,
  phone: claim.phone,
  kind: claim.kind,
  reason: 'vanished',
});
