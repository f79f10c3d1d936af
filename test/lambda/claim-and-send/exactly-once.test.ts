import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Claim } from '../../../lambda/claim/claim-item.ts';
import type { Fate, GatedCall } from '../../crash/call-gate.ts';
import { expectExactlyOnce, sentTexts } from './assess-world.ts';
import type { InventedBooking } from './invented-messages.ts';
import { oneTick, quietTicks } from './one-tick.ts';
import { type Run, type SendingWorld, startSendingWorld } from './sending-world.ts';

const tickMs = 20 * 60_000;
const booking: InventedBooking = { bookingNum: '1051707_1', phone: '010-0000-0001', kinds: ['confirm'] };
const sibling: InventedBooking = { ...booking, bookingNum: '1051707_2' };

/** The longest test takes some 2 s on an idle core, more where others work beside. */

let world: SendingWorld;
beforeEach(async () => {
  world = await startSendingWorld();
});
afterEach(() => world.stop());

const states = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await world.claims()).map((claim: Claim) => [claim.claim_id, claim.state]));

const isPost = (operation: string): boolean => operation.startsWith('POST /sens');
const named = (run: Pick<Run, 'events'>, name: string) => run.events.filter((event) => event.name === name);

/** Holds a run at its nth transaction, as a process that is not given the processor. */
function pauseAtTransaction(nth: number) {
  const reached = Promise.withResolvers<void>();
  const woken = Promise.withResolvers<void>();
  let transactions = 0;
  const fateOf = async ({ operation }: GatedCall): Promise<Fate> => {
    if (operation === 'TransactWriteItems') transactions += 1;
    if (operation !== 'TransactWriteItems' || transactions !== nth) return 'pass';
    reached.resolve();
    await woken.promise;
    return 'pass';
  };
  return { fateOf, reached: reached.promise, wake: () => woken.resolve() };
}

describe('two runs at once', () => {
  it('send each message once between them', async () => {
    const bookings = Array.from({ length: 6 }, (_, index): InventedBooking => {
      return { bookingNum: `1051707_${index}`, phone: `010-0000-000${index}`, kinds: ['confirm', 'guide'] };
    });

    const runs = await Promise.all([oneTick(world, bookings), oneTick(world, bookings)]);

    expect(sentTexts(world)).toHaveLength(12);
    const counts = runs.map(({ report }) => (typeof report === 'string' ? report : report.accepted));
    expect(counts).not.toContain('threw');
    await expectExactlyOnce(
      world,
      bookings,
      runs.flatMap((run) => [...run.events]),
    );
  });

  it('send it once when the second takes over what the first, asleep past its lease, had only claimed', async () => {
    // The second transaction is the one that proves the permission.
    const pause = pauseAtTransaction(2);
    const first = oneTick(world, [booking], { fateOf: pause.fateOf });
    await pause.reached;
    world.advance(tickMs);
    const second = await oneTick(world, [booking]);
    pause.wake();
    const { report } = await first;

    expect(named(second, 'send_released')).toHaveLength(1);
    expect(report).toMatchObject({ accepted: 0, skipped: new Map([['taken', 1]]) });
    expect(sentTexts(world)).toHaveLength(1);
    await expectExactlyOnce(world, [booking], second.events);
  });

  it('send it once when the first, whose clock stands still, believes its lease to be good', async () => {
    const frozen = world.now();
    const pause = pauseAtTransaction(2);
    const first = oneTick(world, [booking], { fateOf: pause.fateOf, now: () => frozen });
    await pause.reached;
    world.advance(tickMs);
    const second = await oneTick(world, [booking]);
    pause.wake();

    expect((await first).report).toMatchObject({ accepted: 0, skipped: new Map([['taken', 1]]) });
    await expectExactlyOnce(world, [booking], second.events);
  });

  it('send it once when the first begins its send just as the second gives the claim back', async () => {
    const frozen = world.now();
    const permission = pauseAtTransaction(2);
    const acceptance = pauseAtTransaction(3);
    const giveBack = pauseAtTransaction(1);
    const fateOf = async (call: GatedCall): Promise<Fate> => {
      await permission.fateOf(call);
      return await acceptance.fateOf(call);
    };
    const first = oneTick(world, [booking], { fateOf, now: () => frozen });
    await permission.reached;
    // Past the lease; SENS would refuse a clock that is five minutes off.
    world.advance(61_000);
    const second = oneTick(world, [booking], { fateOf: giveBack.fateOf });
    await giveBack.reached;
    permission.wake();
    await acceptance.reached;
    giveBack.wake();
    const { events } = await second;
    acceptance.wake();

    expect((await first).report).toMatchObject({ accepted: 1 });
    expect(events.filter(({ name }) => name === 'send_released')).toEqual([]);
    await expectExactlyOnce(world, [booking], events);
  });

  it('count it once when the first learns its answer after the second found the message in the list', async () => {
    // The third transaction records the acceptance.
    const pause = pauseAtTransaction(3);
    const first = oneTick(world, [booking], { fateOf: pause.fateOf });
    await pause.reached;
    world.advance(tickMs);
    const second = await oneTick(world, [booking]);
    pause.wake();
    const { report } = await first;

    expect(named(second, 'reconcile_adopted')).toHaveLength(1);
    expect(report).toMatchObject({ accepted: 1 });
    await expectExactlyOnce(world, [booking], second.events);
  });
});

describe('two bookings of one customer with identical texts', () => {
  it('come out right when one message is lost and one accepted: one counted, one reported absent', async () => {
    const first = await oneTick(world, [booking], {
      fateOf: ({ operation }) => (isPost(operation) ? 'die-before' : 'pass'),
    });
    const second = await oneTick(world, [sibling]);
    const events = [...first.events, ...second.events, ...(await quietTicks(world, [booking, sibling], 2))];

    expect(sentTexts(world)).toHaveLength(1);
    expect(await states()).toEqual({
      '1051707_1#010-0000-0001#confirm': 'IN_DOUBT',
      '1051707_2#010-0000-0001#confirm': 'DELIVERED',
    });
    await expectExactlyOnce(world, [booking, sibling], events);
  });

  it('come out right when both answers are lost and SENS has only one of the messages', async () => {
    world.outside.addFault({ service: 'sens', operation: 'send', kind: 'drop' });
    world.outside.addFault({ service: 'sens', operation: 'send', nth: 2, kind: 'accept-then-drop' });
    const first = await oneTick(world, [booking, sibling]);
    expect(first.report).toMatchObject({ inDoubt: 2 });
    const events = [...first.events, ...(await quietTicks(world, [booking, sibling], 2))];

    expect(sentTexts(world)).toHaveLength(1);
    expect(Object.values(await states()).sort()).toEqual(['DELIVERED', 'IN_DOUBT']);
    await expectExactlyOnce(world, [booking, sibling], events);
  });

  it('come out right when both answers are lost and SENS has both messages', async () => {
    world.outside.addFault({ service: 'sens', operation: 'send', times: 2, kind: 'accept-then-drop' });
    const first = await oneTick(world, [booking, sibling]);
    const events = [...first.events, ...(await quietTicks(world, [booking, sibling], 2))];

    expect(sentTexts(world)).toHaveLength(2);
    expect(Object.values(await states())).toEqual(['DELIVERED', 'DELIVERED']);
    await expectExactlyOnce(world, [booking, sibling], events);
  });
});

describe('a message in doubt', () => {
  it('is found by a list that shows it late, and is not reported absent before ten minutes', async () => {
    world.outside.addFault({ service: 'sens', operation: 'send', kind: 'accept-then-drop' });
    world.outside.addFault({ service: 'sens', operation: 'list-messages', kind: 'stale-read' });
    world.outside.addFault({ service: 'sens', operation: 'list-messages', nth: 2, kind: 'server-error' });
    const first = await oneTick(world, [booking]);
    world.advance(5 * 60_000);
    const tooEarly = await oneTick(world, [booking]);
    world.advance(5 * 60_000);
    const unread = await oneTick(world, [booking]);

    const events = [...first.events, ...(await quietTicks(world, [booking], 1))];

    expect(tooEarly.events).toEqual([]);
    expect(named(unread, 'sens_list_unread')[0]?.fields.reason).toBe(
      "SENS's list was not read: it answered 500",
    );
    expect(events.some(({ name }) => name === 'reconcile_adopted')).toBe(true);
    await expectExactlyOnce(world, [booking], events);
  });

  it('is reported absent once, stays in doubt and is never sent again by itself', async () => {
    world.outside.addFault({ service: 'sens', operation: 'send', kind: 'drop' });
    await oneTick(world, [booking]);

    const events = await quietTicks(world, [booking], 4);

    expect(events.filter(({ name }) => name === 'reconcile_absent')).toHaveLength(1);
    expect(sentTexts(world)).toHaveLength(0);
    expect(await states()).toEqual({ '1051707_1#010-0000-0001#confirm': 'IN_DOUBT' });
  });
});

describe('the stop', () => {
  it('set at any moment of a run keeps every send that was not begun, and nothing is lost or doubled later', async () => {
    const bookings: readonly InventedBooking[] = [{ ...booking, kinds: ['confirm', 'guide'] }];
    for (let nth = 1, isReached = true; isReached; nth += 1) {
      await world.stop();
      world = await startSendingWorld();
      let mayLeave = Number.POSITIVE_INFINITY;
      const first = await oneTick(world, bookings, {
        fateOf: async ({ number, operation }): Promise<Fate> => {
          if (number !== nth) return 'pass';
          await world.setStop();
          // The one send whose permission was proven before the stop.
          mayLeave = sentTexts(world).length + Number(isPost(operation));
          return 'pass';
        },
      });
      const stopped = await quietTicks(world, bookings, 1);
      expect(sentTexts(world).length).toBeLessThanOrEqual(mayLeave);

      await world.clearStop();
      const events = [...first.events, ...stopped, ...(await quietTicks(world, bookings, 1))];
      expect(sentTexts(world)).toHaveLength(2);
      await expectExactlyOnce(world, bookings, events);
      isReached = Number.isFinite(mayLeave);
    }
  });

  it('removes the row that the claim created, so that a rollback to legacy finds the booking new', async () => {
    await world.setStop();
    const { report, ...run } = await oneTick(world, [booking]);

    expect(report).toMatchObject({ accepted: 0, released: 1, ended: { why: 'stopped' } });
    expect(named(run, 'send_stopped')).toHaveLength(1);
    expect(await world.rows()).toEqual([]);
    expect(sentTexts(world)).toHaveLength(0);
  });

  it('has its like in an approval that was withdrawn, changed or has ended during the run', async () => {
    const end = new Date(world.now().getTime() + 1).toISOString();
    for (const changed of [
      { ...world.approval, mode: 'off' as const },
      { ...world.approval, buildId: 'c'.repeat(64) },
      { ...world.approval, approvedAt: world.now().toISOString() },
      { ...world.approval, until: end },
    ]) {
      await world.putApproval(changed);
      const { report } = await oneTick(world, [booking]);
      expect(report).toMatchObject({ accepted: 0, released: 1, ended: { why: 'stopped' } });
    }
    await world.putApproval(world.approval);
    expect((await oneTick(world, [booking])).report).toMatchObject({ accepted: 1 });
    expect(sentTexts(world)).toHaveLength(1);
  });
});
