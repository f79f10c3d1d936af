/*
 * The life of a claim: one message to one customer, at most once. Pure; the conditional writes that enforce it are in
 * lambda/claim/claim-store.ts and take their conditions from here.
 */

export const claimStates = [
  'CLAIMED',
  'ACCEPTED',
  'DELIVERED',
  'UNDELIVERED',
  'RELEASED',
  'REFUSED',
  'IN_DOUBT',
  'MISSED',
] as const;

export type ClaimState = (typeof claimStates)[number];

/** What can happen to a claim. */
export type ClaimEvent =
  /** A run takes the message. */
  | 'claim'
  /** SENS answered 202. */
  | 'accept'
  /** It is proven that the message was not sent: due again. */
  | 'release'
  /** SENS refused it permanently. */
  | 'refuse'
  /** The refusal turned out to be about our account or a setting: SENS refused the next messages in the same way. */
  | 'reopen'
  /** It cannot be known whether it was sent. */
  | 'doubt'
  /** SENS's list shows the message of a claim that was in doubt or refused. */
  | 'adopt'
  /** SENS answered that it did not take the message, and half an hour after its lease the list does not show it. */
  | 'release-absent'
  | 'deliver'
  | 'fail-delivery'
  /** A run found it due and ended before it came to it: written down, so that it cannot be lost in silence. */
  | 'postpone'
  /** SENS could not carry its text: nothing was tried. */
  | 'reject'
  /** A message that was rejected has another text now: a run takes it. Nothing was ever posted of it. */
  | 'retake'
  /** Its window passed without a send. */
  | 'miss'
  /** An operator decided that a refused message, or one in doubt and absent from SENS's list, may be sent again. */
  | 'approve-resend';

interface Transition {
  /** Null: there is no claim yet. */
  readonly from: readonly (ClaimState | null)[];
  readonly to: ClaimState;
}

/*
 * The owner may learn its answer after another run, whose clock runs ahead, put the claim in doubt: its own proof still
 * counts. RELEASED is the only state from which a message is sent again; nothing leads there without proof or a person.
 * Of `postpone` the proof is that no claim was ever there: nothing is sent without one.
 */
const transitions: Readonly<Record<ClaimEvent, Transition>> = {
  claim: { from: [null, 'RELEASED'], to: 'CLAIMED' },
  accept: { from: ['CLAIMED', 'IN_DOUBT'], to: 'ACCEPTED' },
  release: { from: ['CLAIMED', 'IN_DOUBT'], to: 'RELEASED' },
  refuse: { from: ['CLAIMED', 'IN_DOUBT'], to: 'REFUSED' },
  reopen: { from: ['REFUSED'], to: 'IN_DOUBT' },
  doubt: { from: ['CLAIMED'], to: 'IN_DOUBT' },
  adopt: { from: ['IN_DOUBT', 'REFUSED'], to: 'ACCEPTED' },
  'release-absent': { from: ['IN_DOUBT'], to: 'RELEASED' },
  deliver: { from: ['ACCEPTED'], to: 'DELIVERED' },
  'fail-delivery': { from: ['ACCEPTED'], to: 'UNDELIVERED' },
  postpone: { from: [null], to: 'RELEASED' },
  reject: { from: [null, 'RELEASED'], to: 'REFUSED' },
  retake: { from: ['REFUSED'], to: 'CLAIMED' },
  miss: { from: [null, 'RELEASED'], to: 'MISSED' },
  'approve-resend': { from: ['IN_DOUBT', 'REFUSED'], to: 'RELEASED' },
};

/** The state after the event, or null where the event cannot happen in this state (null: no claim yet). */
export function stateAfter(state: ClaimState | null, event: ClaimEvent): ClaimState | null {
  const transition = transitions[event];
  return transition.from.includes(state) ? transition.to : null;
}

/** The states in which the event can happen to a claim that is there. */
export function statesBefore(event: ClaimEvent): readonly ClaimState[] {
  return transitions[event].from.filter((state) => state !== null);
}

/** The state that the event leads to. */
export function stateReachedBy(event: ClaimEvent): ClaimState {
  return transitions[event].to;
}

/** The reason that stands in a claim in doubt whose message SENS's list does not show: a person decides over it. */
export const absentReason = 'absent';

/** Whether the message's fate is still to be settled: taken, in doubt, or due again. */
export function isOpen(state: ClaimState): boolean {
  return state === 'CLAIMED' || state === 'IN_DOUBT' || state === 'RELEASED';
}

/**
 * Whether a claim in this state stands in the sparse index `open-claims`, so that finding it never takes a scan: the open
 * states, an accepted claim until SENS reports whether the message reached the phone, and a refused one until its window
 * ends, since an operator may have it sent again until then. What stands in the index never expires.
 */
export function isIndexed(state: ClaimState): boolean {
  return isOpen(state) || state === 'ACCEPTED' || state === 'REFUSED';
}
