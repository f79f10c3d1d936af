import type { ApprovalItem } from '../../src/domain/control-item.ts';
import { judgeSend, type SendOutcome } from '../../src/domain/send-outcome.ts';
import { postTimeoutMs } from '../../src/domain/send-time-limit.ts';
import { claimFields } from '../claim/claim-fields.ts';
import type { Claim } from '../claim/claim-item.ts';
import type { ArmResult } from '../claim/claim-store.ts';
import type { DueMessage } from '../messages/due-message.ts';
import type { DeliveryTools } from './delivery-tools.ts';

/** How one due message ended in this run. */
export type SendEnd =
  | { readonly state: 'accepted' }
  | { readonly state: 'refused' }
  /** `cause`: what SENS answered is known, and a table did not take it. The run cannot go on. */
  | { readonly state: 'in-doubt'; readonly cause?: unknown }
  /** `isAboutTheKey`: SENS takes nothing from us, whatever the message. */
  | { readonly state: 'released'; readonly reason: string; readonly isAboutTheKey: boolean }
  /** Released, since no message may leave any more. */
  | { readonly state: 'forbidden'; readonly reason: string }
  /** Not ours to send: another run has it, or it was settled before. */
  | { readonly state: 'skipped' }
  /** Its row is no longer as the rules saw it, and nobody has it: the next run decides anew. */
  | { readonly state: 'row-changed' };

/**
 * Claim, prove that it may be sent, POST once, record. Whatever happens between, the claim says at least how far it
 * came. Throws where a table fails before the POST; the claim then stays for a later run to settle.
 */
export async function sendOne(
  tools: DeliveryTools,
  message: DueMessage,
  approval: ApprovalItem,
): Promise<SendEnd> {
  const result = await tools.store.claim(message, tools.now());
  if (result.state === 'row-changed') return result;
  if (result.state === 'taken') return { state: 'skipped' };
  const { claim } = result;
  tools.emit('send_claimed', claimFields(claim));
  const permissionAt = tools.now();
  const arming = await armOrRelease(tools, { claim, approval, permissionAt });
  if (arming.state === 'claim-moved') return { state: 'skipped' };
  if (arming.state === 'forbidden') {
    const reason = forbiddenReasons[arming.by];
    await release(tools, claim, reason);
    return { state: 'forbidden', reason };
  }
  const timeoutMs = timeLeft(tools, claim, permissionAt);
  if (timeoutMs === null) return await release(tools, claim, 'too little time was left for the send');
  return await record(tools, claim, judgeSend(await tools.sens.send(message, timeoutMs)));
}

const forbiddenReasons = {
  stop: 'a stop is set',
  approval: 'the approval is withdrawn, changed or past its end',
} as const;

async function armOrRelease(
  tools: DeliveryTools,
  { claim, approval, permissionAt }: { claim: Claim; approval: ApprovalItem; permissionAt: Date },
): Promise<ArmResult> {
  if (approval.until !== null && Date.parse(approval.until) <= permissionAt.getTime()) {
    return { state: 'forbidden', by: 'approval' };
  }
  try {
    return await tools.store.arm(claim, approval, permissionAt);
  } catch (cause) {
    // Nothing was sent. Where this fails too, the next run finds the claim unarmed or in doubt.
    await release(tools, claim, 'whether it may be sent could not be read').catch(() => null);
    throw cause;
  }
}

function timeLeft(tools: DeliveryTools, claim: Claim, permissionAt: Date): number | null {
  const nowMs = tools.now().getTime();
  return postTimeoutMs({
    sincePermissionMs: nowMs - permissionAt.getTime(),
    leaseLeftMs: Date.parse(claim.lease_until) - nowMs,
    runLeftMs: tools.remainingMs(),
  });
}

async function record(tools: DeliveryTools, claim: Claim, outcome: SendOutcome): Promise<SendEnd> {
  try {
    return await recordOutcome(tools, claim, outcome);
  } catch (cause) {
    // SENS's answer is known here and nowhere else: the log keeps it, the claim is settled by a later run.
    const known = outcome.event === 'accept' ? `SENS accepted request ${outcome.requestId}` : outcome.reason;
    tools.emit('send_in_doubt', { ...claimFields(claim), reason: `${known}, but it could not be recorded` });
    return { state: 'in-doubt', cause };
  }
}

async function recordOutcome(tools: DeliveryTools, claim: Claim, outcome: SendOutcome): Promise<SendEnd> {
  if (outcome.event === 'accept') return await recordAccepted(tools, claim, outcome.requestId);
  if (outcome.event === 'release') {
    const end = await release(tools, claim, outcome.reason);
    // Also where another run has settled the claim meanwhile: the key is no better for it.
    return outcome.isAboutTheKey ? { state: 'released', reason: outcome.reason, isAboutTheKey: true } : end;
  }
  const fields = { ...claimFields(claim), reason: outcome.reason };
  // Told before it is recorded: a run that dies between the two tells it twice, and never not at all.
  tools.emit(outcome.event === 'refuse' ? 'send_refused' : 'send_in_doubt', fields);
  await tools.store.settle(claim, { event: outcome.event, reason: outcome.reason }, tools.now());
  return { state: outcome.event === 'refuse' ? 'refused' : 'in-doubt' };
}

async function recordAccepted(tools: DeliveryTools, claim: Claim, requestId: string): Promise<SendEnd> {
  const recorded = await tools.store.accept(claim, requestId, tools.now());
  if (recorded === 'recorded') {
    tools.emit('send_accepted', { ...claimFields(claim), sens_request_id: requestId });
    return { state: 'accepted' };
  }
  const reason = `request ${requestId} is already counted for another claim`;
  tools.emit('send_in_doubt', { ...claimFields(claim), reason });
  return { state: 'in-doubt' };
}

async function release(tools: DeliveryTools, claim: Claim, reason: string): Promise<SendEnd> {
  const isReleased = await tools.store.settle(claim, { event: 'release', reason }, tools.now());
  // Another run has settled it: then that run has said so.
  if (!isReleased) return { state: 'skipped' };
  tools.emit('send_released', { ...claimFields(claim), reason });
  return { state: 'released', reason, isAboutTheKey: false };
}
