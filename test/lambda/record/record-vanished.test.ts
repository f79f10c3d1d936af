import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordVanished } from '../../../lambda/record/record-vanished.ts';
import { type InventedBooking, inventedMessage } from '../claim-and-send/invented-messages.ts';
import { type Run, type SendingWorld, startSendingWorld } from '../claim-and-send/sending-world.ts';

const booking: InventedBooking = {
  bookingNum: '1051707_1',
  phone: '010-0000-0001',
  kinds: ['confirm'],
  bookingTimeKst: '2026-11-02 15:00:00',
};
const confirm = inventedMessage(booking, 'confirm');

let world: SendingWorld;
beforeEach(async () => {
  world = await startSendingWorld();
});
afterEach(() => world.stop());

async function release(): Promise<Run> {
  const run = await world.openRun();
  const result = await run.tools.store.claim(confirm, world.now());
  if (result.state !== 'claimed') throw new Error('not claimed');
  await run.tools.store.settle(result.claim, { event: 'release', reason: 'test' }, world.now());
  return run;
}

const record = (run: Run, due = [] as (typeof confirm)[]) =>
  recordVanished(run.tools, { due, completedDaysBack: 31 });

describe('a released message of a booking that is not read any more', () => {
  it('is missed once its window has passed, is told and counted once, and leaves the index', async () => {
    const run = await release();
    const early = await record(run);
    world.advance(61 * 60_000);

    expect([early, await record(run), await record(run)]).toEqual([0, 1, 0]);
    expect(run.events.map(({ name }) => name)).toEqual(['send_missed']);
    expect(await world.claims()).toMatchObject([{ state: 'MISSED', reason: 'vanished', open_state: null }]);
  });

  it('is left alone while the rules find it due', async () => {
    const run = await release();
    world.advance(61 * 60_000);

    expect(await record(run, [confirm])).toBe(0);
    expect(await world.claims()).toMatchObject([{ state: 'RELEASED' }]);
  });

  it('is not counted where the legacy function marked it as sent', async () => {
    const run = await release();
    await world.putRow({ booking_num: booking.bookingNum, phone: booking.phone, confirm_sms: true });
    world.advance(61 * 60_000);

    expect(await record(run)).toBe(0);
    expect(run.events).toEqual([]);
    expect(await world.claims()).toMatchObject([{ state: 'RELEASED' }]);
  });
});
