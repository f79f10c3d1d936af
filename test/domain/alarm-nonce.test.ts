import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAlarmNonce, forcedReason, isForced, nonceOf, testMark } from '../../src/domain/alarm-nonce.ts';
import { maskPhonesIn } from '../../src/domain/mask-phones-in.ts';
import { redactText } from '../../src/evidence/redact-text.ts';

const bytes = (seed: number) => (count: number) =>
  Uint8Array.from({ length: count }, (_, index) => (seed * 31 + index * 97 + index * index * seed) % 256);

describe('the nonce of an alarm test', () => {
  it('is found again in the reason of the forced and of the restored state', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 1, max: 10_000 }), (run, seed) => {
        const nonce = createAlarmNonce(run, bytes(seed));
        expect([nonceOf(forcedReason(nonce, 'forced')), nonceOf(forcedReason(nonce, 'restored'))]).toEqual([
          nonce,
          nonce,
        ]);
      }),
    );
  });

  it('passes the masks of ledger and channels unchanged: it never looks like a phone number or a secret', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 1, max: 10_000 }), (run, seed) => {
        const reason = forcedReason(createAlarmNonce(run, bytes(seed)), 'forced');
        expect([maskPhonesIn(reason), redactText(reason)]).toEqual([reason, reason]);
      }),
    );
  });

  it('asks for more random bytes where the first ones would favour some letters', () => {
    const asked: number[] = [];
    const nonce = createAlarmNonce('run-1', (count) => {
      asked.push(count);
      return new Uint8Array(count).fill(asked.length === 1 ? 255 : 1);
    });

    expect(asked).toEqual([16, 16]);
    expect(nonce).toBe('alarm-test:run1:cccccccccccccccc');
  });

  it.each([
    'Threshold Crossed: 1 datapoint [1.0] was greater than the threshold',
    'alarm-test:run1:bcdfghjklmnpqrst',
    `Threshold Crossed ${testMark} alarm-test:run1:bcdfghjklmnpqrst x`,
    `${testMark} alarm-test:run1:short x`,
    `${testMark} alarm-test:run1:bcdfghjklmnpqrstv x`,
    '',
  ])('is not seen in another reason: %s', (reason) => {
    expect(nonceOf(reason)).toBeNull();
    expect(isForced({ state: 'ALARM', reason })).toBe(false);
  });

  it('marks an alarm as forced only while it stands in ALARM', () => {
    const reason = forcedReason('alarm-test:run1:bcdfghjklmnpqrst', 'forced');
    expect([isForced({ state: 'ALARM', reason }), isForced({ state: 'OK', reason })]).toEqual([true, false]);
  });
});
