import type { DeliveryTools } from '../send/delivery-tools.ts';

/** Given back claims are few; the rest waits for the next run. */
const maxClaims = 1000;
const reason = 'the legacy function marked it as sent';

/**
 * Closes given back claims whose message the legacy function sent meanwhile, as after a rollback. Before anything is
 * decided: `claim_released` would find such a message due in every run. Throws where a table fails.
 */
export async function closeMarked(tools: DeliveryTools): Promise<void> {
  for (const claim of await tools.marked(await tools.find('RELEASED', maxClaims))) {
    await tools.store.note(claim, { reason, isClosed: true }, tools.now());
  }
}
