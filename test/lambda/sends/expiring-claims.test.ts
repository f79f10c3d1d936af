import { afterEach, describe, expect, it } from 'vitest';
import { dayMs, hourMs, inventedBooking, minuteMs } from '../invented-bookings.ts';
import { type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda-world.ts';

let world: LambdaWorld;
afterEach(() => world.stop());

type Item = Readonly<Record<string, unknown>>;
const items = () => world.scan('sms_claims');
const isReceipt = ({ claim_id }: Item): boolean => String(claim_id).startsWith('sens');

/** 13 months after this moment, in whole seconds. */
function thirteenMonthsAfter(ms: number): number {
  const date = new Date(ms);
  date.setUTCMonth(date.getUTCMonth() + 13);
  return Math.floor(date.getTime() / 1000);
}

/** Lets runs go on, one each twenty minutes. */
async function run(count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) {
    await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);
  }
}

describe('a settled claim', () => {
  it('expires 13 months after its visit, and its receipts with it', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 20 * dayMs)] });
    await world.approve();
    await run(1);
    const accepted = await items();
    await run(1);
    const delivered = await items();

    expect(accepted.map(({ ttl }) => ttl)).toEqual([undefined, undefined]);
    expect(delivered).toHaveLength(3);
    const ttl = thirteenMonthsAfter(world.startMs + 20 * dayMs);
    expect(delivered.map((item) => item.ttl)).toEqual([ttl, ttl, ttl]);
    expect(delivered.find((item) => !isReceipt(item))).toMatchObject({ state: 'DELIVERED' });
  });

  it('expires 13 months after it was settled where that is later than the visit', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 3 * hourMs)] });
    await world.approve();
    world.addFault({ service: 'sens', operation: 'list-messages', kind: 'server-error', times: 200 });
    await run(1);
    world.advance(2 * dayMs);
    await run(1);

    const settledAtMs = world.startMs + 20 * minuteMs + 2 * dayMs;
    const given = await items();
    expect(given).toHaveLength(2);
    for (const { ttl } of given) {
      expect(Math.abs(Number(ttl) - thirteenMonthsAfter(settledAtMs))).toBeLessThan(60);
    }
  });

  it('expires where it was missed, too', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 3 * hourMs)] });
    world.addFault({ service: 'sens', operation: 'send', kind: 'access-denied', times: 1_000 });
    await world.approve();
    await run(1);
    world.advance(4 * hourMs);
    await run(1);

    const missed = (await items()).filter(({ state }) => state === 'MISSED');
    expect(missed.length).toBeGreaterThan(0);
    for (const claim of missed) {
      expect(claim.ttl).toBeGreaterThan(thirteenMonthsAfter(world.startMs));
      expect(claim.open_state).toBeUndefined();
    }
  });
});

describe('an open claim', () => {
  it.each([
    ['in doubt', 'drop', 'IN_DOUBT'],
    ['released', 'access-denied', 'RELEASED'],
  ] as const)('never expires (%s), however old it is', async (_, kind, state) => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 25 * dayMs)] });
    await world.approve();
    world.addFault({ service: 'sens', operation: 'send', kind, times: 1_000 });
    await run(3);

    expect(await items()).toMatchObject([{ state, open_state: state }]);
    expect((await items())[0]?.ttl).toBeUndefined();
  });

  it('keeps no expiry of an earlier end: one that an operator released has none', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 25 * dayMs)] });
    await world.approve();
    await run(2);
    const [claim] = (await items()).filter((item) => !isReceipt(item));
    await world.put('sms_claims', { ...claim, state: 'RELEASED', open_state: 'RELEASED' });
    await world.put('sms', {
      ...(await world.scan('sms'))[0],
      booking_num: '1051707_1',
      phone: '010-0000-0001',
      confirm_sms: false,
    });
    world.addFault({ service: 'sens', operation: 'send', kind: 'drop', times: 1 });
    await run(1);

    expect((await items()).find((item) => !isReceipt(item))).not.toHaveProperty('ttl');
  });
});
