import type { Claim } from '../claim/claim-item.ts';
import { windowEnd } from './window-end.ts';

const dayMs = 24 * 60 * 60_000;

/**
 * Whether somebody can still deal with a message in doubt or refused: until a day after its window, so that it is seen
 * on a working day. Afterwards it can no longer be sent. Pure.
 */
export function isOpenCase(claim: Claim, now: Date, completedDaysBack: number): boolean {
  const window = {
    kind: claim.kind,
    bookingTimeKst: claim.booking_time,
    claimedAt: new Date(claim.claimed_at),
  };
  return now.getTime() < windowEnd(window, completedDaysBack).getTime() + dayMs;
}
