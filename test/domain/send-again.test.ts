import { describe, expect, it } from 'vitest';
import { judgeResend, lookAfterMs, type ResendFacts } from '../../src/domain/send-again.ts';

const leaseUntilMs = Date.parse('2026-11-02T05:00:00Z');
const absent: ResendFacts = {
  state: 'IN_DOUBT',
  reason: 'absent',
  kind: 'confirm',
  bookingTimeKst: '2026-11-03 10:00:00',
  isPosted: true,
  leaseUntilMs,
  lookedAtMs: leaseUntilMs + lookAfterMs,
  now: new Date(leaseUntilMs + 2 * lookAfterMs),
};
const refused: ResendFacts = { ...absent, state: 'REFUSED', reason: 'SENS answered 400' };

describe('sending again', () => {
  it('is for a message in doubt that a run looked for without success half an hour after its lease', () => {
    expect(judgeResend(absent)).toEqual({ mayResend: true });
  });

  it('is not for one whose last look was earlier, however long ago that was', () => {
    for (const facts of [absent, refused]) {
      expect(judgeResend({ ...facts, lookedAtMs: leaseUntilMs + lookAfterMs - 1 })).toEqual({
        mayResend: false,
        because:
          "SENS's list may show it late: a run must still look for it at 14:30 KST or later and not find it",
      });
    }
  });

  it('is for a refused message that a run did not find, or of which nothing was ever posted', () => {
    expect(judgeResend(refused)).toEqual({ mayResend: true });
    expect(judgeResend({ ...refused, lookedAtMs: null }).mayResend).toBe(false);
    expect(judgeResend({ ...refused, lookedAtMs: null, isPosted: false })).toEqual({ mayResend: true });
  });

  it('is not for a message whose window has ended, but for one whose visit is not known', () => {
    for (const facts of [absent, refused]) {
      const late = { ...facts, now: new Date('2026-11-03T01:00:01Z') };
      expect(judgeResend(late)).toMatchObject({
        because: 'its window ended at 2026-11-03 10:00 KST: no run would send it',
      });
      expect(judgeResend({ ...late, kind: 'event' }).mayResend).toBe(true);
      expect(judgeResend({ ...late, bookingTimeKst: null }).mayResend).toBe(true);
    }
  });

  it('is for no other message, however old', () => {
    for (const state of ['CLAIMED', 'ACCEPTED', 'DELIVERED', 'UNDELIVERED', 'RELEASED', 'MISSED']) {
      expect(judgeResend({ ...absent, state }).mayResend).toBe(false);
    }
    expect(judgeResend({ ...absent, reason: null }).mayResend).toBe(false);
  });
});
