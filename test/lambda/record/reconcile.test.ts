import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reconcile } from '../../../lambda/record/reconcile.ts';
import type { DeliveryTools } from '../../../lambda/send/delivery-tools.ts';
import type { ApprovalItem } from '../../../src/domain/control-item.ts';
import { type InventedBooking, inventedMessage } from '../claim-and-send/invented-messages.ts';
import { type SendingWorld, startSendingWorld } from '../claim-and-send/sending-world.ts';

const booking: InventedBooking = { bookingNum: '1051707_1', phone: '010-0000-0001', kinds: ['confirm'] };
const confirm = inventedMessage(booking, 'confirm');

let world: SendingWorld;
beforeEach(async () => {
  world = await startSendingWorld();
});
afterEach(() => world.stop());

async function claimAndArm(isArmed: boolean): Promise<void> {
  const { tools } = await world.openRun();
  const result = await tools.store.claim(confirm, world.now());
  if (result.state === 'claimed' && isArmed) await tools.store.arm(result.claim, world.approval, world.now());
}

/** As a live run does. */
const settle = (tools: DeliveryTools, approval: ApprovalItem | null = world.approval) =>
  reconcile(tools, { approval });

const state = async () => (await world.claims())[0]?.state;

describe('reconciling', () => {
  it('leaves a claim alone while its lease lasts', async () => {
    await claimAndArm(false);
    world.advance(60_000);
    const run = await world.openRun();
    expect(await settle(run.tools)).toMatchObject({ adopted: 0, absent: 0, inDoubt: 0, released: 0 });
    expect(run.events).toEqual([]);
    expect(await state()).toBe('CLAIMED');
  });

  it('gives back a claim whose send never began, with the legacy row that it created', async () => {
    await claimAndArm(false);
    world.advance(60_001);
    const run = await world.openRun();
    expect(await settle(run.tools)).toMatchObject({ released: 1 });
    expect(run.events.map(({ name }) => name)).toEqual(['send_released']);
    expect(await world.rows()).toEqual([]);
  });

  it('doubts a claim whose send began, and believes in its absence after ten minutes and not before', async () => {
    await claimAndArm(true);
    world.advance(60_000 + 599_999);
    const early = await world.openRun();
    expect(await settle(early.tools)).toMatchObject({ inDoubt: 1, absent: 0 });
    world.advance(1);
    const later = await world.openRun();
    expect(await settle(later.tools)).toMatchObject({ inDoubt: 1, absent: 1 });
    expect(later.events.map(({ name }) => name)).toEqual(['reconcile_absent']);
    const last = await world.openRun();
    expect(await settle(last.tools)).toMatchObject({ inDoubt: 0, absent: 0 });
    expect(await state()).toBe('IN_DOUBT');
  });

  it('writes down each empty look until one comes late enough to be believed, and no more', async () => {
    await claimAndArm(true);
    const looks: number[] = [];
    for (const advanceMs of [11 * 60_000, 10 * 60_000, 15 * 60_000, 20 * 60_000]) {
      world.advance(advanceMs);
      const run = await world.openRun();
      await settle(run.tools);
      const [claim] = await run.tools.find('IN_DOUBT', 1);
      looks.push((Date.parse(claim?.updated_at ?? '') - Date.parse(claim?.lease_until ?? '')) / 60_000);
    }
    expect(looks).toEqual([10, 20, 35, 35]);
  });

  it('releases what SENS said that it did not take half an hour after its lease, and not a moment before', async () => {
    await claimAndArm(true);
    const sender = await world.openRun();
    const [claim] = await sender.tools.find('CLAIMED', 1);
    if (!claim) throw new Error('nothing was claimed');
    const doubt = { event: 'doubt', reason: 'SENS answered 408', isNotTaken: true } as const;
    await sender.tools.store.settle(claim, doubt, world.now());
    world.advance(31 * 60_000 - 1);
    const early = await world.openRun();
    expect(await settle(early.tools)).toMatchObject({ released: 0, inDoubt: 1 });
    world.advance(1);
    const looking = await world.openRun();
    expect(await settle(looking.tools, null)).toMatchObject({ released: 0 });
    const late = await world.openRun();
    expect(await settle(late.tools)).toMatchObject({ released: 1, inDoubt: 0 });
    expect(await state()).toBe('RELEASED');
    expect(await world.rows()).toEqual([]);
  });

  it('believes in the absence of a refused message only by a list without a gap', async () => {
    await claimAndArm(true);
    const { tools } = await world.openRun();
    const [claim] = await tools.find('CLAIMED', 1);
    if (!claim) throw new Error('nothing was claimed');
    await tools.store.settle(claim, { event: 'refuse', reason: 'SENS answered 400' }, world.now());
    world.advance(31 * 60_000);
    const hidden = async () => ({ messages: [], gap: '1 of 1 entries are malformed' });
    await settle({ ...tools, sens: { ...tools.sens, list: hidden } });
    expect(await world.claims()).toMatchObject([{ state: 'REFUSED', absent_at: null }]);

    await settle(tools);
    expect(await world.claims()).toMatchObject([{ state: 'REFUSED', absent_at: world.now().toISOString() }]);
  });

  it("takes neither another sender's nor another text's message for its own, nor one from outside its time", async () => {
    const elsewhere = await world.openRun();
    await elsewhere.tools.sens.send(confirm, 5_000);
    world.advance(6 * 60_000 + 1_000);
    await claimAndArm(true);
    await elsewhere.tools.sens.send({ ...confirm, content: `${confirm.content}.` }, 5_000);
    await elsewhere.tools.sens.send({ ...confirm, from: '0211111111' }, 5_000);
    await elsewhere.tools.sens.send({ ...confirm, phoneDigits: '01000000002' }, 5_000);
    world.advance(20 * 60_000);
    await elsewhere.tools.sens.send(confirm, 5_000);

    const run = await world.openRun();
    expect(await settle(run.tools)).toMatchObject({ adopted: 0, absent: 1 });
  });

  it("takes no message that is older than our approval for its own: it is the legacy function's", async () => {
    const legacy = await world.openRun();
    await legacy.tools.sens.send(confirm, 5_000);
    world.advance(60_000);
    const approval = { ...world.approval, approvedAt: world.now().toISOString() };
    await world.putApproval(approval);
    const dying = await world.openRun();
    const result = await dying.tools.store.claim(confirm, world.now());
    if (result.state === 'claimed') await dying.tools.store.arm(result.claim, approval, world.now());
    world.advance(20 * 60_000);

    const run = await world.openRun();
    expect(await settle(run.tools)).toMatchObject({ adopted: 0, absent: 1 });
  });

  it("finds a message whose claim was stamped by a clock that is five minutes off from SENS's", async () => {
    for (const skewMs of [-5 * 60_000, 5 * 60_000]) {
      const now = () => new Date(world.now().getTime() + skewMs);
      const skewed = await world.openRun({ now });
      const kind = skewMs < 0 ? 'confirm' : 'guide';
      const message = inventedMessage(booking, kind, kind === 'confirm' ? 'create-row' : 'set-flag');
      const result = await skewed.tools.store.claim(message, now());
      if (result.state === 'claimed') await skewed.tools.store.arm(result.claim, world.approval, now());
      world.outside.addFault({ service: 'sens', operation: 'send', kind: 'accept-then-drop' });
      await skewed.tools.sens.send(message, 5_000);
    }
    world.advance(20 * 60_000);

    const run = await world.openRun();
    expect(await settle(run.tools)).toMatchObject({ adopted: 2, absent: 0 });
  });
});
