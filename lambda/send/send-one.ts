import type { ApprovalItem } from '../../src/domain/control-item.ts';
import { judgeSend } from '../../src/domain/send-outcome.ts';
import { postTimeoutMs } from '../../src/domain/send-time-limit.ts';
import type { ArmResult } from '../claim/claim-calls.ts';
import { claimFields } from '../claim/claim-fields.ts';
import type { Claim } from '../claim/claim-item.ts';
import type { DueMessage } from '../messages/due-message.ts';
import type { DeliveryTools } from './delivery-tools.ts';
import { recordOutcome, release } from './record-outcome.ts';
import type { SendEnd, SkipReason } from './send-end.ts';

/**
 * Claim, prove that it may be sent, POST once, record. Whatever happens between, the claim says at least how far it
 * came. Throws if a table fails before the POST; the claim then stays for a later run to settle.
 */
export async function sendOne(
  tools: DeliveryTools,
  message: DueMessage,
  approval: ApprovalItem,
): Promise<SendEnd> {
  const result = await tools.store.claim(message, tools.now());
  if (result.state === 'row-changed') return { state: 'skipped', reason: 'row-changed' };
  if (result.state === 'taken') return { state: 'skipped', reason: skipReason(result.by) };
  const { claim } = result;
  tools.emit('send_claimed', claimFields(claim));
  const permissionAt = tools.now();
  const arming = await armOrRelease(tools, { claim, approval, permissionAt });
  if (arming.state === 'claim-moved') return { state: 'skipped', reason: 'taken' };
  if (arming.state === 'forbidden') {
    const reason = forbiddenReasons[arming.by];
    await release(tools, claim, reason);
    return { state: 'forbidden', reason };
  }
  const timeoutMs = timeLeft(tools, claim, permissionAt);
  if (timeoutMs === null) {
    return await release(tools, claim, 'too little time was left for the send');
  }
  return await recordOutcome(tools, claim, judgeSend(await tools.sens.send(message, timeoutMs)));
}

/** Why a due message is not this run's to send, from the claim that stands in its way; null: that claim is malformed. */
function skipReason(by: Claim | null): SkipReason {
  if (by === null) return 'claim-unreadable';
  return settledReasons[by.state] ?? 'taken';
}

const settledReasons: Partial<Readonly<Record<Claim['state'], SkipReason>>> = {
  ACCEPTED: 'accepted-before',
  DELIVERED: 'accepted-before',
  UNDELIVERED: 'undelivered-before',
  REFUSED: 'refused-before',
  IN_DOUBT: 'in-doubt-before',
  MISSED: 'missed-before',
};

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
    // Nothing was sent. If this fails too, the next run finds the claim unarmed or in doubt.
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
