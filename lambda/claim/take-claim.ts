import type { ApprovalItem } from '../../src/domain/control-item.ts';
import type { DueMessage } from '../messages/due-message.ts';
import type { ArmResult, ClaimResult, ClaimStoreOptions } from './claim-calls.ts';
import { type Claim, claimIdOf } from './claim-item.ts';
import * as writes from './claim-writes.ts';
import { newClaim } from './new-claim.ts';
import { checkApproval, checkNoStop } from './permission-checks.ts';
import { isSameHolding, readStored } from './read-stored.ts';
import { transact } from './transact.ts';

/** As ClaimStore.claim. */
export async function claim(options: ClaimStoreOptions, message: DueMessage, at: Date): Promise<ClaimResult> {
  const first = await tryClaim(options, { message, at, replaced: null });
  if (first.state !== 'taken' || first.by === null || !mayReplace(first.by, message)) return first;
  // It is taken over by name and fence, so that of two runs only one takes it.
  return await tryClaim(options, { message, at, replaced: first.by });
}

/** A released claim; or one whose text SENS could not carry, of which nothing was posted, if the text is another now. */
const mayReplace = (found: Claim, message: DueMessage): boolean =>
  found.state === 'RELEASED' ||
  (found.state === 'REFUSED' && found.posting_at === null && found.content_digest !== message.contentDigest);

async function tryClaim(
  options: ClaimStoreOptions,
  { message, at, replaced }: { message: DueMessage; at: Date; replaced: Claim | null },
): Promise<ClaimResult> {
  const { tables, owner, runId } = options;
  const taken = newClaim(message, { at, owner, runId, replaced });
  const result = await transact(options, [
    writes.putClaim(tables.claims, taken, replaced),
    writes.writeLegacy(tables.sms, message),
  ]);
  if (result.state === 'done') return { state: 'claimed', claim: taken };
  if (!result.failed[0]) return { state: 'row-changed' };
  const found = await readStored(options, claimIdOf(message));
  // The SDK repeats a write whose answer was lost, and then our own first write fails the condition.
  return found && isSameHolding(found, taken) && found.state === 'CLAIMED'
    ? { state: 'claimed', claim: found }
    : { state: 'taken', by: found };
}

/** As ClaimStore.arm. */
export async function arm(
  options: ClaimStoreOptions,
  { taken, approval, at }: { taken: Claim; approval: ApprovalItem; at: Date },
): Promise<ArmResult> {
  const { claims, control } = options.tables;
  const result = await transact(options, [
    checkNoStop(control),
    checkApproval(control, approval),
    writes.armClaim(claims, taken, { at, approvedAt: approval.approvedAt }),
  ]);
  if (result.state === 'done') return { state: 'armed' };
  const [isStopped, isApprovalGone] = result.failed;
  if (isStopped) return { state: 'forbidden', by: 'stop' };
  return isApprovalGone ? { state: 'forbidden', by: 'approval' } : { state: 'claim-moved' };
}
