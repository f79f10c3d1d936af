import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DueMessage } from '../../../lambda/messages/due-message.ts';
import { followDelivery } from '../../../lambda/record/follow-delivery.ts';
import { deliver } from '../../../lambda/send/deliver.ts';
import { inventedMessage } from '../claim-and-send/invented-messages.ts';
import { type SendingWorld, startSendingWorld } from '../claim-and-send/sending-world.ts';

const message = inventedMessage({ bookingNum: '1051707_1', phone: '010-0000-0001', kinds: [] }, 'confirm');

let world: SendingWorld;
beforeEach(async () => {
  world = await startSendingWorld();
});
afterEach(() => world.stop());

async function sent(due: readonly DueMessage[]): Promise<void> {
  const run = await world.openRun();
  await deliver(run.tools, { due, approval: world.approval, minGapMs: 0 });
}

const follow = async () => followDelivery((await world.openRun()).tools);

describe('following accepted messages', () => {
  it('records what SENS says once it is final, and asks no more', async () => {
    await sent([
      message,
      inventedMessage({ bookingNum: '1051707_2', phone: '010-0000-0002', kinds: [] }, 'confirm'),
    ]);
    world.advance(4_000);
    expect(await follow()).toMatchObject({ delivered: 0, undelivered: 0 });
    world.advance(20 * 60_000);
    expect(await follow()).toMatchObject({ delivered: 2, undelivered: 0, unfollowed: 0, listUnread: null });
    expect(await world.claims()).toMatchObject([
      { state: 'DELIVERED', open_state: null, reason: 'SENS: 0 success' },
      { state: 'DELIVERED', open_state: null },
    ]);
    const run = await world.openRun();
    await followDelivery(run.tools);
    expect(run.gate.calls.map(({ operation }) => operation)).toEqual(['Query']);
  });

  it('records a message that SENS could not deliver', async () => {
    await sent([{ ...message, content: '똠방각하' }]);
    world.advance(20 * 60_000);
    const run = await world.openRun();
    expect(await followDelivery(run.tools)).toMatchObject({ delivered: 0, undelivered: 1 });
    expect(run.events).toMatchObject([{ name: 'send_undelivered', fields: { reason: 'SENS: 2999 fail' } }]);
    expect(await world.claims()).toMatchObject([{ state: 'UNDELIVERED', reason: 'SENS: 2999 fail' }]);
  });

  it('asks again after a list that could not be read, and gives up after a day', async () => {
    await sent([message]);
    world.outside.addFault({ service: 'sens', operation: 'list-messages', times: 2, kind: 'server-error' });
    world.advance(20 * 60_000);
    expect(await follow()).toMatchObject({ delivered: 0, undelivered: 0 });
    expect(await world.claims()).toMatchObject([{ state: 'ACCEPTED', open_state: 'ACCEPTED' }]);
    world.advance(24 * 60 * 60_000);
    await follow();
    expect(await world.claims()).toMatchObject([{ state: 'ACCEPTED', open_state: null }]);
  });
});
