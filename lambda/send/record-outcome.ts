import type { SendOutcome } from '../../src/domain/send-outcome.ts';
import { claimFields } from '../claim/claim-fields.ts';
import type { Claim } from '../claim/claim-item.ts';
import type { DeliveryTools } from './delivery-tools.ts';
import type { InDoubt, SendEnd } from './send-end.ts';

/** Records what a POST proved about its message. Never throws: what a table did not take is in the log and in doubt. */
export async function recordOutcome(
  tools: DeliveryTools,
  claim: Claim,
  outcome: SendOutcome,
): Promise<SendEnd> {
  try {
    return await record(tools, claim, outcome);
  } catch (cause) {
    // SENS's answer is known here and nowhere else: the log keeps it, the claim is settled by a later run.
    const known = outcome.event === 'accept' ? `SENS accepted request ${outcome.requestId}` : outcome.reason;
    const reason = `${known}, but it could not be recorded`;
    tools.emit('send_in_doubt', { ...claimFields(claim), reason });
    return { ...inDoubt(claim, reason), cause };
  }
}

async function record(tools: DeliveryTools, claim: Claim, outcome: SendOutcome): Promise<SendEnd> {
  const fields = claimFields(claim);
  switch (outcome.event) {
    case 'accept':
      return await recordAccepted(tools, claim, outcome.requestId);
    case 'release': {
      const { reason, cause, retryAfterMs } = outcome;
      const end = await release(tools, claim, reason);
      // Also if another run has settled the claim meanwhile: the account is no better for it.
      if (end.state === 'skipped' && cause !== 'account') return end;
      return { state: 'released', reason, cause, retryAfterMs };
    }
    case 'refuse': {
      const { reason, likeness } = outcome;
      // Log before writing: a crash in between repeats the log line but never loses it.
      tools.emit('send_refused', { ...fields, reason });
      await tools.store.settle(claim, { event: 'refuse', reason }, tools.now());
      return { state: 'refused', claim, reason, likeness };
    }
    case 'doubt': {
      const { reason, kind, likeness } = outcome;
      tools.emit('send_in_doubt', { ...fields, reason });
      const isNotTaken = kind !== 'nothing';
      await tools.store.settle(claim, { event: 'doubt', reason, isNotTaken }, tools.now());
      return { ...inDoubt(claim, reason), isAboutAccount: kind === 'account', likeness };
    }
  }
}

async function recordAccepted(tools: DeliveryTools, claim: Claim, requestId: string): Promise<SendEnd> {
  const recorded = await tools.store.accept(claim, requestId, tools.now());
  if (recorded === 'recorded') {
    tools.emit('send_accepted', { ...claimFields(claim), sens_request_id: requestId });
    return { state: 'accepted' };
  }
  const reason = `request ${requestId} is already counted for another claim`;
  tools.emit('send_in_doubt', { ...claimFields(claim), reason });
  return inDoubt(claim, reason);
}

const inDoubt = (claim: Claim, reason: string): InDoubt => ({
  state: 'in-doubt',
  claim,
  reason,
  isAboutAccount: false,
  likeness: null,
});

/** Gives a claim back whose message certainly did not leave. */
export async function release(tools: DeliveryTools, claim: Claim, reason: string): Promise<SendEnd> {
  const isReleased = await tools.store.settle(claim, { event: 'release', reason }, tools.now());
  // Another run has settled it, and has reported it.
  if (!isReleased) return { state: 'skipped', reason: 'taken' };
  tools.emit('send_released', { ...claimFields(claim), reason });
  return { state: 'released', reason, cause: 'not-left', retryAfterMs: null };
}
