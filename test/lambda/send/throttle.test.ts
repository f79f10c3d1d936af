import { expect, it } from 'vitest';
import { throttleWaitMs } from '../../../lambda/send/throttle.ts';

const runLeftMs = 200_000;
const waits = (retryAfterMs: number | null) =>
  [1, 2, 3, 4, 5, 40].map((inARow) => throttleWaitMs({ retryAfterMs, inARow, runLeftMs }));

it('waits as long as SENS asks, and the longer the more often it is refused', () => {
  expect(waits(null)).toEqual([1_000, 2_000, 4_000, 4_000, 4_000, 4_000]);
  expect(waits(3_000)).toEqual([3_000, 3_000, 3_000, 3_000, 4_000, 4_000]);
});

it('does not hammer a SENS that asks for no wait and refuses all the same', () => {
  expect(waits(0)).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000]);
});

it('leaves the message to a later run if the wait is too long for this one', () => {
  expect(throttleWaitMs({ retryAfterMs: 60_001, inARow: 1, runLeftMs })).toBeNull();
  expect(throttleWaitMs({ retryAfterMs: 5_000, inARow: 1, runLeftMs: 24_999 })).toBeNull();
  expect(throttleWaitMs({ retryAfterMs: 5_000, inARow: 1, runLeftMs: 25_000 })).toBe(5_000);
});
