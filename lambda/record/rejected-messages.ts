import { stateAfter } from '../../src/domain/claim.ts';
import { toKst } from '../../src/domain/kst.ts';
import { claimIdOf } from '../claim/claim-item.ts';
import { readClaims } from '../claim/find-claims.ts';
import type { UnsentMessage } from '../messages/due-message.ts';
import type { UnsendableMessage } from '../rules/decide-messages.ts';
import type { RunContext } from '../run-context.ts';
import type { DeliveryTools } from '../send/delivery-tools.ts';

/*
 * A text that SENS cannot carry for one customer's name is found due in every run until the booking passes. It is told and
 * counted once, as what SENS refuses is; `sends list --state refused` shows it.
 */

/** Those of the messages that no run has rejected before. */
export async function notYetRejected(
  context: RunContext,
  unsendable: readonly UnsendableMessage[],
): Promise<readonly UnsendableMessage[]> {
  if (unsendable.length === 0) return [];
  const claims = await readClaims(
    context,
    unsendable.map((message) => claimIdOf(unsentOf(message))),
  );
  // Null: it has a claim that cannot be read, and that was reported.
  const settled = claims.filter(({ state }) => state === null || stateAfter(state, 'reject') === null);
  const ids = new Set(settled.map(({ claim_id }) => claim_id));
  return unsendable.filter((message) => !ids.has(claimIdOf(unsentOf(message))));
}

/** Records them, so that no later run tells of them again. Throws where the table fails. */
export async function recordRejected(
  tools: Pick<DeliveryTools, 'store' | 'now'>,
  unsendable: readonly UnsendableMessage[],
): Promise<void> {
  for (const message of unsendable) await tools.store.close(unsentOf(message), 'reject', tools.now());
}

const unsentOf = ({ booking, kind, reason, contentDigest }: UnsendableMessage): UnsentMessage => ({
  bookingNum: booking.bookingNum,
  storeId: booking.storeId,
  phone: booking.phone.key,
  kind,
  reason,
  bookingTimeKst: toKst(booking.startsAt),
  contentDigest,
});
