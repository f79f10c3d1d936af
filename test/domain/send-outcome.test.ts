import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeSend, type SendAnswer } from '../../src/domain/send-outcome.ts';

const answered = (status: number, more: Partial<SendAnswer> = {}) =>
  judgeSend({
    kind: 'answered',
    status,
    requestId: null,
    saysFailed: false,
    code: null,
    text: null,
    retryAfterMs: null,
    ...more,
  });

describe('what a send proves', () => {
  it('takes 202 with a request id as accepted, and without one as in doubt', () => {
    expect(answered(202, { requestId: 'r-1' })).toEqual({ event: 'accept', requestId: 'r-1' });
    expect(answered(202)).toMatchObject({ event: 'doubt', kind: 'nothing' });
  });

  it('takes a 202 that says that it failed as not taken, with a request id too', () => {
    for (const requestId of ['r-1', null]) {
      const outcome = answered(202, { requestId, saysFailed: true });
      expect(outcome).toMatchObject({ event: 'doubt', kind: 'not-taken' });
    }
  });

  it('takes 429, and a failure before the body left, as proof that nothing was sent', () => {
    expect(answered(429, { retryAfterMs: 3_000 })).toMatchObject({
      event: 'release',
      cause: 'throttled',
      retryAfterMs: 3_000,
    });
    expect(judgeSend({ kind: 'failed', mayHaveLeft: false, reason: 'ECONNREFUSED' })).toMatchObject({
      event: 'release',
      reason: 'ECONNREFUSED',
      cause: 'not-left',
    });
  });

  it('takes 401, 403 and a used-up quota as a refusal of our account: the message was not sent and is due again', () => {
    for (const outcome of [answered(401), answered(403), answered(429, { code: '400' })]) {
      expect(outcome).toMatchObject({ event: 'release', cause: 'account' });
    }
  });

  it('takes only 400, 413 and 422 as a refusal of the message', () => {
    const refusing = Array.from({ length: 100 }, (_, index) => 400 + index).filter(
      (status) => answered(status).event === 'refuse',
    );
    expect(refusing).toEqual([400, 413, 422]);
  });

  it('takes every other 4xx as in doubt, and as not taken: nothing but the list may settle it', () => {
    const settled = new Set([400, 401, 403, 413, 422, 429]);
    const others = fc.integer({ min: 400, max: 499 }).filter((status) => !settled.has(status));
    fc.assert(
      fc.property(others, (status) => {
        const kind = [408, 409, 425].includes(status) ? 'not-taken' : 'account';
        expect(answered(status)).toMatchObject({ event: 'doubt', kind });
      }),
    );
  });

  it('never takes anything else as proof: it is in doubt', () => {
    const others = fc
      .integer({ min: 100, max: 599 })
      .filter((status) => status !== 202 && Math.floor(status / 100) !== 4);
    fc.assert(
      fc.property(others, fc.option(fc.string({ minLength: 1 })), (status, requestId) => {
        expect(answered(status, { requestId })).toMatchObject({ event: 'doubt', kind: 'nothing' });
      }),
    );
    expect(judgeSend({ kind: 'failed', mayHaveLeft: true, reason: 'ECONNRESET' })).toMatchObject({
      event: 'doubt',
      reason: 'ECONNRESET',
      kind: 'nothing',
    });
  });

  it("keeps the vendor's code and words in the reason, and tells unlike refusals apart", () => {
    const first = answered(400, { code: '2000', text: 'invalid parameter' });
    expect(first).toMatchObject({ reason: 'SENS answered 400 (2000 invalid parameter)' });
    expect(first).toMatchObject({ likeness: '400 2000' });
    expect(answered(400)).toMatchObject({ reason: 'SENS answered 400', likeness: '400 ' });
  });
});
