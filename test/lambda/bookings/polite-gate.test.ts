import { expect, it } from 'vitest';
import { politeGate } from '../../../lambda/bookings/polite-gate.ts';

it('a polite gate lets calls begin an interval apart, however many wait', async () => {
  let now = 0;
  const sleeps: number[] = [];
  const gate = politeGate(1_000, {
    monotonicMs: () => now,
    sleep: async (ms) => {
      sleeps.push(ms);
    },
  });

  await Promise.all([gate.pass(), gate.pass(), gate.pass()]);
  now = 10_000;
  await gate.pass();

  expect(sleeps).toEqual([1_000, 2_000]);
});
