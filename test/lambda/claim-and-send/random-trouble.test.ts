import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { FaultKind } from '../../../src/sandbox/faults/fault.ts';
import type { Fate } from '../../crash/call-gate.ts';
import { expectExactlyOnce } from './assess-world.ts';
import type { InventedBooking } from './invented-messages.ts';
import { oneTick, quietTicks } from './one-tick.ts';
import { type LoggedEvent, type SendingWorld, startSendingWorld } from './sending-world.ts';

/** Two bookings of one customer, whose texts are the same, and one of another. */
const bookings: readonly InventedBooking[] = [
  { bookingNum: '1051707_1', phone: '010-0000-0001', kinds: ['confirm', 'guide'] },
  { bookingNum: '1051707_2', phone: '010-0000-0001', kinds: ['confirm'] },
  { bookingNum: '1051707_3', phone: '010-0000-0003', kinds: ['confirm'] },
];

const fates: readonly Fate[] = ['die-before', 'die-after', 'lose-request', 'lose-answer'];
const sendFaults: readonly FaultKind[] = [
  'throttle',
  'server-error',
  'access-denied',
  'html-503',
  'torn-body',
  'drop',
  'accept-then-drop',
  'accept-without-id',
];

const troubledTick = fc.record({
  /** Which calls meet which fate. */
  calls: fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom(...fates)), { maxLength: 3 }),
  sends: fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom(...sendFaults)), { maxLength: 2 }),
  isListLate: fc.boolean(),
  isStopped: fc.boolean(),
  isTwice: fc.boolean(),
  minutesAfter: fc.constantFrom(0, 1, 3, 20),
});

type TroubledTick = typeof troubledTick extends fc.Arbitrary<infer T> ? T : never;

/** The longest test takes some 2 s on an idle core, more where others work beside. */

let world: SendingWorld;
afterEach(() => world.stop());

describe('any run of troubles', () => {
  it('ends with every message sent exactly once, refused, or reported to a person', async () => {
    const property = fc.asyncProperty(
      fc.array(troubledTick, { minLength: 1, maxLength: 3 }),
      async (ticks) => {
        world = await startSendingWorld();
        const events: LoggedEvent[] = [];
        for (const tick of ticks) events.push(...(await trouble(tick)));
        events.push(...(await quietTicks(world, bookings, 3)));
        await expectExactlyOnce(world, bookings, events);
        await world.stop();
      },
    );

    await fc.assert(property, { numRuns: 8, seed: 20261102, endOnFailure: true });

    expect(world.outside.inspect().problems).toEqual([]);
  });
});

async function trouble(tick: TroubledTick): Promise<readonly LoggedEvent[]> {
  if (tick.isStopped) await world.setStop();
  for (const [nth, kind] of tick.sends)
    world.outside.addFault({ service: 'sens', operation: 'send', nth, kind });
  if (tick.isListLate) {
    world.outside.addFault({ service: 'sens', operation: 'list-messages', kind: 'stale-read' });
  }
  const fateOf = ({ number }: { number: number }): Fate =>
    tick.calls.find(([nth]) => nth === number)?.[1] ?? 'pass';
  const runs = tick.isTwice
    ? [oneTick(world, bookings, { fateOf }), oneTick(world, bookings)]
    : [oneTick(world, bookings, { fateOf })];
  const ended = await Promise.all(runs);
  await world.clearStop();
  world.advance(tick.minutesAfter * 60_000);
  return ended.flatMap((run) => [...run.events]);
}
