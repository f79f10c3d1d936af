import { claimIdOf } from '../claim/claim-item.ts';
import type { DueMessage } from '../messages/due-message.ts';
import type { DeliveryTools } from './delivery-tools.ts';

/**
 * The messages in their order, but those last that SENS did not take before: if it still does not, they are about
 * themselves, and must not keep the others from being sent. Throws if the table fails.
 */
export async function retriedLast(
  tools: Pick<DeliveryTools, 'read'>,
  messages: readonly DueMessage[],
): Promise<readonly DueMessage[]> {
  if (messages.length === 0) return messages;
  const claims = await tools.read(messages.map(claimIdOf));
  const retried = new Set(
    claims
      .filter((claim) => claim.state === 'RELEASED' && claim.self_releases > 0)
      .map(({ claim_id }) => claim_id),
  );
  const isRetried = (message: DueMessage): boolean => retried.has(claimIdOf(message));
  return [...messages.filter((message) => !isRetried(message)), ...messages.filter(isRetried)];
}
