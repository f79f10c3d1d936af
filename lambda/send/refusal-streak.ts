import type { Claim } from '../claim/claim-item.ts';
import type { SendEnd } from './send-end.ts';

/*
 * SENS may refuse message after message because of our account: suspended, its balance used up, its sender number no
 * longer registered. Nothing in the answer says so for certain; that the next message is refused in the same way does.
 */

/** Equal refusals in a row that are about the account: two before SENS took any message of the run, three afterwards. */
const atFirst = 2;
const afterAcceptance = 3;
/** A message that SENS still refuses after so many releases is refused for itself, and no longer counts for the account. */
const maxSelfReleases = 5;

export interface RefusalStreak {
  /** Takes the next end; returns the ends of the streak once they are about the account, otherwise null. */
  add(end: SendEnd): readonly Comparable[] | null;
}

/** An end whose answer can be compared with others. */
export type Comparable = Extract<SendEnd, { state: 'refused' | 'in-doubt' }>;

/** Watches the ends of one run's sends. */
export function watchRefusals(): RefusalStreak {
  let hasAccepted = false;
  let streak: Comparable[] = [];
  let likeness: string | null = null;
  return {
    add: (end) => {
      if (end.state === 'accepted') {
        hasAccepted = true;
        streak = [];
      }
      if ((end.state !== 'refused' && end.state !== 'in-doubt') || end.likeness === null) return null;
      if (end.state === 'refused' && isForItself(end.claim, hasAccepted)) return null;
      streak = end.likeness === likeness ? [...streak, end] : [end];
      likeness = end.likeness;
      return streak.length >= (hasAccepted ? afterAcceptance : atFirst) ? streak : null;
    },
  };
}

/** Refused before, too, while SENS takes others: its number or text is wrong, whatever the account is. */
const isForItself = ({ self_releases }: Claim, hasAccepted: boolean): boolean =>
  self_releases >= maxSelfReleases || (hasAccepted && self_releases > 0);
