import { describe, expect, it } from 'vitest';
import { watchRefusals } from '../../../lambda/send/refusal-streak.ts';
import type { SendEnd } from '../../../lambda/send/send-end.ts';

const accepted: SendEnd = { state: 'accepted' };
/** Of the claim, the streak looks at how often it was released. */
const refused = (likeness: string, self_releases = 0): SendEnd => ({
  state: 'refused',
  claim: { self_releases } as never,
  reason: 'SENS answered 400',
  likeness,
});

/** After how many of the ends the streak is about the account; 0: never. */
function alarmAfter(...ends: readonly SendEnd[]): number {
  const streak = watchRefusals();
  return ends.findIndex((end) => streak.add(end) !== null) + 1;
}

describe('equal refusals in a row', () => {
  it('are about the account after two at the beginning of a run, after three once SENS took a message', () => {
    expect(alarmAfter(refused('400'), refused('400'))).toBe(2);
    expect(alarmAfter(accepted, refused('400'), refused('400'), refused('400'))).toBe(4);
  });

  it('begin anew with each accepted message, and with another answer', () => {
    expect(alarmAfter(refused('400'), accepted, refused('400'), refused('400'))).toBe(0);
    expect(alarmAfter(refused('400'), refused('413'), refused('400'))).toBe(0);
  });

  it('do not count messages that SENS refuses again while it takes others', () => {
    expect(alarmAfter(accepted, refused('400', 1), refused('400', 1), refused('400', 1))).toBe(0);
    expect(alarmAfter(refused('400', 1), refused('400', 1))).toBe(2);
    expect(alarmAfter(refused('400', 5), refused('400', 5))).toBe(0);
  });
});
