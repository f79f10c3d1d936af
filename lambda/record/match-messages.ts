import type { Claim } from '../claim/claim-item.ts';
import { matchDigest } from '../claim/message-match.ts';
import type { ListedMessage } from '../send/sens-list.ts';

/**
 * SENS stamps a message by its own clock and refuses a call whose clock is further off than this, milliseconds (vendor:
 * sens-smsv2). A message that it took can therefore lie this far outside of what our clock says.
 */
const maxSkewMs = 5 * 60_000;
const beforeClaimMs = maxSkewMs + 60_000;
const afterLeaseMs = maxSkewMs + 120_000;

/** SENS's list may lag; that a message is absent is believed only so long after its lease, milliseconds. */
export const absentAfterMs = 10 * 60_000;

export interface RequestWindow {
  readonly start: Date;
  readonly end: Date;
}

/**
 * When SENS must have been asked to send the message of this claim, if it was. Never before the approval that it was
 * sent under: the legacy function, drained by then, has sent the same text to the same phone and has no claims.
 */
export function requestWindow(claim: Claim): RequestWindow {
  const earliestMs = Date.parse(claim.claimed_at) - beforeClaimMs;
  const approvedMs = claim.approved_at === null ? earliestMs : wholeSecond(Date.parse(claim.approved_at));
  return {
    start: new Date(Math.max(earliestMs, approvedMs)),
    end: new Date(Date.parse(claim.lease_until) + afterLeaseMs),
  };
}

/** SENS shows whole seconds. */
const wholeSecond = (ms: number): number => ms - (ms % 1000);

/**
 * The listed messages that may be this claim's: same sender, recipient and exact text, in its window; oldest first, so
 * that claims with the same text come to the same answer in every run. Which of them other claims own is the store's.
 */
export function candidatesFor(claim: Claim, listed: readonly ListedMessage[]): readonly ListedMessage[] {
  const { start, end } = requestWindow(claim);
  return listed
    .filter(({ from, to, content, requestedAt }) => {
      const isSame = content !== null && matchDigest({ from, to, content }) === claim.match_digest;
      return isSame && requestedAt >= start && requestedAt <= end;
    })
    .sort(
      (left, right) => left.requestedAt.getTime() - right.requestedAt.getTime() || compareIds(left, right),
    );
}

const compareIds = (left: ListedMessage, right: ListedMessage): number =>
  left.messageId < right.messageId ? -1 : 1;

/** Whether an empty list now proves that the message never came to SENS. */
export function isAbsenceProven(claim: Claim, now: Date): boolean {
  return now.getTime() >= Date.parse(claim.lease_until) + absentAfterMs;
}

/** Whether no other run can still be sending this claim's message. */
export function isPastLease(claim: Claim, now: Date): boolean {
  return now.getTime() > Date.parse(claim.lease_until);
}
