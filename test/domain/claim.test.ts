import { describe, expect, it } from 'vitest';
import {
  type ClaimEvent,
  claimStates,
  isIndexed,
  isOpen,
  stateAfter,
  stateReachedBy,
  statesBefore,
} from '../../src/domain/claim.ts';

const events: readonly ClaimEvent[] = [
  'claim',
  'accept',
  'release',
  'refuse',
  'doubt',
  'adopt',
  'deliver',
  'fail-delivery',
  'postpone',
  'reject',
  'miss',
  'approve-resend',
  'reopen',
  'release-absent',
  'retake',
];

describe('a claim', () => {
  it('allows exactly these transitions', () => {
    const allowed = [null, ...claimStates].flatMap((state) =>
      events.flatMap((event) => {
        const after = stateAfter(state, event);
        return after ? [`${state} ${event} ${after}`] : [];
      }),
    );

    expect(allowed.sort()).toEqual(
      [
        'null claim CLAIMED',
        'null miss MISSED',
        'null reject REFUSED',
        'RELEASED reject REFUSED',
        'null postpone RELEASED',
        'RELEASED claim CLAIMED',
        'RELEASED miss MISSED',
        'CLAIMED accept ACCEPTED',
        'CLAIMED release RELEASED',
        'CLAIMED refuse REFUSED',
        'CLAIMED doubt IN_DOUBT',
        'REFUSED reopen IN_DOUBT',
        'REFUSED adopt ACCEPTED',
        'REFUSED approve-resend RELEASED',
        'REFUSED retake CLAIMED',
        'IN_DOUBT release-absent RELEASED',
        'IN_DOUBT accept ACCEPTED',
        'IN_DOUBT adopt ACCEPTED',
        'IN_DOUBT approve-resend RELEASED',
        'IN_DOUBT refuse REFUSED',
        'IN_DOUBT release RELEASED',
        'ACCEPTED deliver DELIVERED',
        'ACCEPTED fail-delivery UNDELIVERED',
      ].sort(),
    );
  });

  it('is claimed again from RELEASED alone, and from nothing that may have been sent', () => {
    expect(statesBefore('claim')).toEqual(['RELEASED']);
  });

  it('says the same of an event from before and from after', () => {
    for (const event of events) {
      for (const state of statesBefore(event)) expect(stateAfter(state, event)).toBe(stateReachedBy(event));
    }
  });

  it('stands in the index while it is open, and until an accepted or refused message has ended', () => {
    expect(claimStates.filter(isOpen)).toEqual(['CLAIMED', 'RELEASED', 'IN_DOUBT']);
    expect(claimStates.filter(isIndexed)).toEqual(['CLAIMED', 'ACCEPTED', 'RELEASED', 'REFUSED', 'IN_DOUBT']);
  });
});
