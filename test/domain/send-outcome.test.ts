import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeSend } from '../../src/domain/send-outcome.ts';

const answered = (status: number, requestId: string | null = null) =>
  judgeSend({ kind: 'answered', status, requestId });

describe('what a send proves', () => {
  it('takes 202 with a request id as accepted, and without one as in doubt', () => {
    expect(answered(202, 'r-1')).toEqual({ event: 'accept', requestId: 'r-1' });
    expect(answered(202)).toMatchObject({ event: 'doubt' });
  });

  it('takes 429, and a failure before the body left, as proof that nothing was sent', () => {
    expect(answered(429)).toMatchObject({ event: 'release' });
    const failed = judgeSend({ kind: 'failed', mayHaveLeft: false, reason: 'ECONNREFUSED' });
    expect(failed).toEqual({ event: 'release', reason: 'ECONNREFUSED', isAboutTheKey: false });
  });

  it('takes 401 and 403 as a refusal of our key: the message was not sent and is due again', () => {
    expect([401, 403].map((status) => answered(status))).toMatchObject([
      { event: 'release', isAboutTheKey: true },
      { event: 'release', isAboutTheKey: true },
    ]);
  });

  it('takes every other 4xx as a refusal for good', () => {
    expect([400, 404, 413].map((status) => answered(status))).toMatchObject(
      Array.from({ length: 3 }, () => ({ event: 'refuse' })),
    );
  });

  it('never takes anything else as proof: it is in doubt', () => {
    const others = fc
      .integer({ min: 100, max: 599 })
      .filter((status) => status !== 202 && Math.floor(status / 100) !== 4);
    fc.assert(
      fc.property(others, fc.option(fc.string({ minLength: 1 })), (status, requestId) => {
        expect(answered(status, requestId).event).toBe('doubt');
      }),
    );
    const failed = judgeSend({ kind: 'failed', mayHaveLeft: true, reason: 'ECONNRESET' });
    expect(failed).toEqual({ event: 'doubt', reason: 'ECONNRESET' });
  });
});
