import { afterEach, describe, expect, it } from 'vitest';
import type { Fate } from '../../crash/call-gate.ts';
import { expectExactlyOnce, sentTexts } from './assess-world.ts';
import type { InventedBooking } from './invented-messages.ts';
import { oneTick, quietTicks } from './one-tick.ts';
import { type SendingWorld, startSendingWorld } from './sending-world.ts';

const bookings: readonly InventedBooking[] = [
  { bookingNum: '1051707_1', phone: '010-0000-0001', kinds: ['confirm', 'guide'] },
];

/** Some twenty worlds a test: 1.5 s on an idle core, more where others work beside. */

let world: SendingWorld;
afterEach(() => world.stop());

/** Disturbs call 1, 2, 3 ... of a run, in a new world each time, until a run ends without having made that many. */
async function atEveryCall(
  fate: Fate,
  scenario: (fateOf: (call: { number: number }) => Fate) => Promise<{ isReached: boolean }>,
): Promise<number> {
  for (let nth = 1; ; nth += 1) {
    world = await startSendingWorld();
    const { isReached } = await scenario(({ number }) => (number === nth ? fate : 'pass'));
    if (!isReached) return nth - 1;
    await world.stop();
  }
}

/** The first of them finds and settles what was left; a second one shows that it stays so. */
const quiet = { 'die-before': 1, 'die-after': 2 } as const;

describe('a run that dies', () => {
  for (const fate of ['die-before', 'die-after'] as const) {
    it(`sends nothing twice and loses nothing in silence, at every call of its send path (${fate})`, async () => {
      const boundaries = await atEveryCall(fate, async (fateOf) => {
        const first = await oneTick(world, bookings, { fateOf });
        const events = [...first.events, ...(await quietTicks(world, bookings, quiet[fate]))];
        await expectExactlyOnce(world, bookings, events);
        return { isReached: first.report === 'died' };
      });
      expect(boundaries).toBeGreaterThanOrEqual(12);
    });
  }

  it('does so too when the run that clears up after a lost answer dies in its turn, at every call', async () => {
    const boundaries = await atEveryCall('die-after', async (fateOf) => {
      const first = await oneTick(world, bookings, { fateOf: ({ operation }) => afterPost(operation) });
      world.advance(20 * 60_000);
      const second = await oneTick(world, bookings, { fateOf });
      const quietEvents = await quietTicks(world, bookings, 1);
      await expectExactlyOnce(world, bookings, [...first.events, ...second.events, ...quietEvents]);
      return { isReached: second.report === 'died' };
    });
    expect(boundaries).toBeGreaterThanOrEqual(12);
  });
});

describe('what a person must be told', () => {
  const confirmOnly: readonly InventedBooking[] = [
    { bookingNum: '1051707_1', phone: '010-0000-0001', kinds: ['confirm'] },
  ];

  it('is told of a refusal, at whatever call the run dies', async () => {
    await atEveryCall('die-after', async (fateOf) => {
      const refused = confirmOnly.map((booking) => ({ ...booking, from: 'x' }));
      const first = await oneTick(world, refused, { fateOf });
      const events = [...first.events, ...(await quietTicks(world, refused, 1))];
      await expectExactlyOnce(world, refused, events);
      return { isReached: first.report === 'died' };
    });
  });

  it('is told of an absence, at whatever call the run that finds it dies', async () => {
    await atEveryCall('die-after', async (fateOf) => {
      world.outside.addFault({ service: 'sens', operation: 'send', kind: 'drop' });
      const first = await oneTick(world, confirmOnly);
      world.advance(20 * 60_000);
      const second = await oneTick(world, confirmOnly, { fateOf });
      const quietEvents = await quietTicks(world, confirmOnly, 1);
      await expectExactlyOnce(world, confirmOnly, [...first.events, ...second.events, ...quietEvents]);
      return { isReached: second.report === 'died' };
    });
  });
});

/** Dies once SENS has the first message. */
const afterPost = (operation: string): Fate => (operation.startsWith('POST /sens') ? 'die-after' : 'pass');

describe('a run whose connections break', () => {
  for (const fate of ['lose-request', 'lose-answer'] as const) {
    it(`sends nothing twice and loses nothing in silence, at every call (${fate})`, async () => {
      const boundaries = await atEveryCall(fate, async (fateOf) => {
        const first = await oneTick(world, bookings, { fateOf });
        const events = [...first.events, ...(await quietTicks(world, bookings, 1))];
        await expectExactlyOnce(world, bookings, events);
        return { isReached: first.gate.calls.some((call) => fateOf(call) === fate) };
      });
      expect(boundaries).toBeGreaterThanOrEqual(12);
      expect(sentTexts(world)).toHaveLength(2);
    });
  }
});
