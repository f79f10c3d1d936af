import { isAbsentForGood } from '../../src/domain/send-again.ts';
import type { Claim } from '../claim/claim-item.ts';
import type { DeliveryTools } from '../send/delivery-tools.ts';
import { adoptFirst } from './adopt-first.ts';
import type { ListLookup } from './list-lookup.ts';
import { candidatesFor } from './match-messages.ts';

/** Refused messages are few; the rest waits for the next run. */
const maxClaims = 1000;

/**
 * Follows refused messages. Half an hour after its lease, SENS's list is asked once for each: one that it shows was sent
 * after all, one that it does not show an operator may have sent again (`sends resend`). Returns how many were sent after
 * all. Throws if a table fails.
 */
export async function settleRefused(tools: DeliveryTools, lookup: ListLookup): Promise<number> {
  let adopted = 0;
  for (const claim of await tools.find('REFUSED', maxClaims)) {
    if (mustLookFor(claim, tools.now()) && (await lookFor(tools, lookup, claim)) === 'adopted') adopted += 1;
  }
  return adopted;
}

/** A text that we rejected was never posted; a message that was once looked for late enough is absent. */
const mustLookFor = ({ posting_at, absent_at, lease_until }: Claim, now: Date): boolean =>
  posting_at !== null &&
  absent_at === null &&
  isAbsentForGood({ leaseUntilMs: Date.parse(lease_until), lookedAtMs: now.getTime() });

async function lookFor(
  tools: DeliveryTools,
  lookup: ListLookup,
  claim: Claim,
): Promise<'adopted' | 'not-adopted'> {
  const reading = await lookup.ask(claim);
  if (reading === null) return 'not-adopted';
  const adoption = await adoptFirst(tools, claim, candidatesFor(claim, reading.messages));
  if (adoption === 'none' && reading.gap === null) {
    await tools.store.note(claim, { reason: null, isClosed: false, isAbsent: true }, tools.now());
  }
  return adoption === 'adopted' ? 'adopted' : 'not-adopted';
}
