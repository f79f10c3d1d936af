import { describe, expect, it } from 'vitest';
import { judgeResend, lookAfterMs } from '../../src/domain/send-again.ts';

const leaseUntilMs = Date.parse('2026-11-02T05:00:00Z');
const absent = { state: 'IN_DOUBT', reason: 'absent', leaseUntilMs };
const lookedAfter = (ms: number) => ({ ...absent, lookedAtMs: leaseUntilMs + ms });

describe('sending again', () => {
  it('is for a message in doubt that a run looked for in vain half an hour after its lease', () => {
    expect(judgeResend(lookedAfter(lookAfterMs))).toEqual({ mayResend: true });
  });

  it('is not for one whose last look was earlier, however long ago that was', () => {
    expect(judgeResend(lookedAfter(lookAfterMs - 1))).toEqual({
      mayResend: false,
      because: "SENS's list may show it late: a run must still look for it in vain at 14:30 KST or later",
    });
  });

  it('is for no other message, however old', () => {
    for (const state of ['CLAIMED', 'ACCEPTED', 'DELIVERED', 'REFUSED', 'RELEASED', 'MISSED']) {
      expect(judgeResend({ ...lookedAfter(10 * lookAfterMs), state }).mayResend).toBe(false);
    }
    expect(judgeResend({ ...lookedAfter(10 * lookAfterMs), reason: null }).mayResend).toBe(false);
  });
});
