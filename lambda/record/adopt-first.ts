import { claimFields } from '../claim/claim-fields.ts';
import type { Claim } from '../claim/claim-item.ts';
import type { DeliveryTools } from '../send/delivery-tools.ts';
import type { ListedMessage } from '../send/sens-list.ts';

/** Gives the claim the first of the candidates that no other claim has, and reports it. */
export async function adoptFirst(
  tools: DeliveryTools,
  claim: Claim,
  candidates: readonly ListedMessage[],
): Promise<'adopted' | 'moved' | 'none'> {
  for (const message of candidates) {
    const result = await tools.store.adopt(claim, message, tools.now());
    if (result === 'claim-moved') return 'moved';
    if (result === 'message-taken') continue;
    tools.emit('reconcile_adopted', { ...claimFields(claim), sens_message_id: message.messageId });
    return 'adopted';
  }
  return 'none';
}
