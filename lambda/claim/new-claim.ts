import { type ClaimState, isIndexed } from '../../src/domain/claim.ts';
import { expiresAtSeconds } from '../../src/domain/claim-expiry.ts';
import { leaseMs } from '../../src/domain/send-time-limit.ts';
import type { DueMessage, UnsentMessage } from '../messages/due-message.ts';
import { type Claim, claimIdOf } from './claim-item.ts';
import { matchDigest } from './message-match.ts';

/** Who claims, and when. */
export interface ClaimStamp {
  readonly at: Date;
  readonly owner: string;
  readonly runId: string;
}

/** The claim that taking this message puts. `replaced`: the claim in whose place it is put; null if there is none. */
export function newClaim(
  message: DueMessage,
  { replaced, ...stamp }: ClaimStamp & { readonly replaced: Claim | null },
): Claim {
  const at = stamp.at.toISOString();
  return {
    claim_id: claimIdOf(message),
    state: 'CLAIMED',
    open_state: 'CLAIMED',
    booking_num: message.bookingNum,
    phone: message.phone,
    kind: message.kind,
    store_id: message.storeId,
    owner: stamp.owner,
    fence: (replaced?.fence ?? 0) + 1,
    booking_time: message.bookingTimeKst,
    content_digest: message.contentDigest,
    match_digest: matchDigest({ from: message.from, to: message.phoneDigits, content: message.content }),
    claimed_at: at,
    lease_until: new Date(stamp.at.getTime() + leaseMs).toISOString(),
    posting_at: null,
    approved_at: null,
    run_id: stamp.runId,
    sens_request_id: null,
    sens_message_id: null,
    reason: null,
    created_row: message.legacy.action === 'create-row',
    answer: null,
    absent_at: null,
    self_releases: replaced?.self_releases ?? 0,
    ttl: null,
    updated_at: at,
  };
}

/** The claim that records a due message which its run did not begin: given back before anybody took it. No lease. */
export function postponedClaim(message: DueMessage, stamp: ClaimStamp & { readonly reason: string }): Claim {
  const claim = newClaim(message, { ...stamp, replaced: null });
  return {
    ...claim,
    state: 'RELEASED',
    open_state: 'RELEASED',
    content_digest: null,
    match_digest: null,
    created_row: false,
    lease_until: claim.claimed_at,
    reason: stamp.reason,
  };
}

/** Whether no run ever began to send the message of this claim: so far, the claim only says that it is due. */
export const isNeverBegun = (claim: Pick<Claim, 'state' | 'content_digest'>): boolean =>
  claim.state === 'RELEASED' && claim.content_digest === null;

/**
 * The item that records a message as not to be sent: nothing was begun. A rejected one keeps the digest of its text, so
 * that a corrected text can be told from it.
 */
export function closedClaim(
  message: UnsentMessage,
  stamp: ClaimStamp & { readonly state: ClaimState },
): Readonly<Record<string, unknown>> {
  const { bookingTimeKst, contentDigest } = message;
  const at = stamp.at.toISOString();
  return {
    claim_id: claimIdOf(message),
    state: stamp.state,
    booking_num: message.bookingNum,
    phone: message.phone,
    kind: message.kind,
    store_id: message.storeId,
    owner: stamp.owner,
    fence: 1,
    claimed_at: at,
    lease_until: at,
    run_id: stamp.runId,
    reason: message.reason,
    updated_at: at,
    ...(bookingTimeKst === null ? {} : { booking_time: bookingTimeKst }),
    ...(contentDigest === null ? {} : { content_digest: contentDigest }),
    ...(isIndexed(stamp.state)
      ? { open_state: stamp.state }
      : { ttl: expiresAtSeconds(bookingTimeKst, stamp.at) }),
  };
}
