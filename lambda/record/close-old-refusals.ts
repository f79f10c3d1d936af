import type { DeliveryTools } from '../send/delivery-tools.ts';
import { isOpenCase } from './is-open-case.ts';

/** Refused messages are few; the rest waits for the next run. */
const maxClaims = 100;

/**
 * Takes refused messages whose window ended more than a day ago out of the index of open claims: nothing can be done
 * for them any more, and they would hide newer ones there. Their claims stay. Throws if a table fails.
 */
export async function closeOldRefusals(tools: DeliveryTools, completedDaysBack: number): Promise<void> {
  for (const claim of await tools.find('REFUSED', maxClaims)) {
    if (isOpenCase(claim, tools.now(), completedDaysBack)) continue;
    await tools.store.note(claim, { reason: claim.reason ?? 'refused', isClosed: true }, tools.now());
  }
}
