import { stateAfter } from '../../src/domain/claim.ts';
import { claimFields } from '../claim/claim-fields.ts';
import { claimIdOf } from '../claim/claim-item.ts';
import type { UnsentMessage } from '../messages/due-message.ts';
import type { DeliveryTools } from '../send/delivery-tools.ts';

/**
 * Records messages whose window passed without a send, each once, and says so. Returns how many were new. Told before it
 * is recorded: a run that dies between the two tells it twice, and never not at all.
 */
export async function recordMissed(tools: DeliveryTools, missed: readonly UnsentMessage[]): Promise<number> {
  let count = 0;
  for (const message of await notSettled(tools, missed)) {
    const subject = { booking_num: message.bookingNum, kind: message.kind, phone: message.phone };
    tools.emit('send_missed', { ...claimFields(subject), reason: message.reason });
    if (await tools.store.close(message, 'miss', tools.now())) count += 1;
  }
  return count;
}

/** The rules find a missed message again in every run until its booking leaves their window. */
async function notSettled(
  tools: DeliveryTools,
  missed: readonly UnsentMessage[],
): Promise<readonly UnsentMessage[]> {
  if (missed.length === 0) return [];
  const claims = await tools.read(missed.map(claimIdOf));
  const states = new Map(claims.map((claim) => [claim.claim_id, claim.state]));
  return missed.filter((message) => {
    const state = states.get(claimIdOf(message));
    // Null: it has a claim that cannot be read, and that was reported.
    return state !== null && stateAfter(state ?? null, 'miss') !== null;
  });
}
