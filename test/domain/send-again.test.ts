import { describe, expect, it } from 'vitest';
import { judgeResend, resendAfterMs } from '../../src/domain/send-again.ts';

const leaseUntilMs = Date.parse('2026-11-02T05:00:00Z');
const absent = { state: 'IN_DOUBT', reason: 'absent', leaseUntilMs };
const at = (ms: number): Date => new Date(leaseUntilMs + ms);

describe('sending again', () => {
  it('is for a message in doubt that a run found absent, half an hour after its lease', () => {
    expect(judgeResend(absent, at(resendAfterMs))).toEqual({ mayResend: true });
    expect(judgeResend(absent, at(resendAfterMs - 1))).toMatchObject({ mayResend: false });
  });

  it('is for no other message, however old', () => {
    for (const state of ['CLAIMED', 'ACCEPTED', 'DELIVERED', 'REFUSED', 'RELEASED', 'MISSED']) {
      expect(judgeResend({ ...absent, state }, at(10 * resendAfterMs)).mayResend).toBe(false);
    }
    expect(judgeResend({ ...absent, reason: null }, at(10 * resendAfterMs)).mayResend).toBe(false);
  });
});
