import { claimFields } from '../claim/claim-fields.ts';
import { type Claim, claimIdOf } from '../claim/claim-item.ts';
import type { DueMessage } from '../messages/due-message.ts';
import type { DeliveryTools } from '../send/delivery-tools.ts';
import { windowEnd } from './window-end.ts';

export interface VanishedOrder {
  /** What the rules found due: it is sent, not missed. */
  readonly due: readonly DueMessage[];
  /** How long after its start a booking is still read, days: an event message can be due until then. */
  readonly completedDaysBack: number;
}

/** Released claims past their window are few; the rest waits for the next run. */
const maxClaims = 1000;
const reason = 'its booking vanished, or its window passed, before it could be sent';

/**
 * Closes released claims that no rule finds due any more: a booking that was cancelled or moved is never read again, and
 * its claim would stay open for ever. Counted and told as missed, unless the legacy function sent it meanwhile. In every
 * mode: after a rollback nobody else would say so. Returns how many were new.
 */
export async function recordVanished(tools: DeliveryTools, order: VanishedOrder): Promise<number> {
  const due = new Set(order.due.map(claimIdOf));
  const released = await tools.find('RELEASED', maxClaims);
  const past = released.filter((claim) => !due.has(claim.claim_id) && isPast(tools, claim, order));
  const marked = new Set((await tools.marked(past)).map((claim) => claim.claim_id));
  let count = 0;
  for (const claim of past) {
    if (marked.has(claim.claim_id)) continue;
    // Told before it is recorded: a run that dies between the two tells it twice, and never not at all.
    tools.emit('send_missed', { ...claimFields(claim), reason });
    if (await tools.store.close(missedOf(claim), 'miss', tools.now())) count += 1;
  }
  return count;
}

function isPast(tools: DeliveryTools, claim: Claim, { completedDaysBack }: VanishedOrder): boolean {
  const { kind, booking_time: bookingTimeKst } = claim;
  const message = { kind, bookingTimeKst, claimedAt: new Date(claim.claimed_at) };
  return tools.now() > windowEnd(message, completedDaysBack);
}

const missedOf = (claim: Claim) => ({
  bookingNum: claim.booking_num,
  storeId: claim.store_id,
  phone: claim.phone,
  kind: claim.kind,
  reason: 'vanished',
  bookingTimeKst: claim.booking_time,
  contentDigest: null,
});
