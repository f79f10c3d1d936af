import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Claim } from '../../../lambda/delivery/claim-item.ts';
import type { DueMessage } from '../../../lambda/messages/due-message.ts';
import { type InventedBooking, inventedMessage } from './invented-messages.ts';
import { type Run, type SendingWorld, startSendingWorld } from './sending-world.ts';

const booking: InventedBooking = { bookingNum: '1051707_1', phone: '010-0000-0001', kinds: ['confirm'] };
const confirm = inventedMessage(booking, 'confirm');
const guide = inventedMessage(booking, 'guide', 'set-flag');

let world: SendingWorld;
let run: Run;
beforeEach(async () => {
  world = await startSendingWorld();
  run = await world.openRun();
});
afterEach(() => world.stop());

async function claimed(message: DueMessage, by: Run = run): Promise<Claim> {
  const result = await by.tools.store.claim(message, world.now());
  if (result.state !== 'claimed') throw new Error(`not claimed: ${result.state}`);
  return result.claim;
}

async function armed(message: DueMessage): Promise<Claim> {
  const claim = await claimed(message);
  expect(await run.tools.store.arm(claim, world.approval, world.now())).toEqual({ state: 'armed' });
  return claim;
}

async function inDoubt(message: DueMessage): Promise<Claim> {
  const claim = await armed(message);
  await run.tools.store.settle(claim, { event: 'doubt', reason: 'test' }, world.now());
  return claim;
}

describe('claiming', () => {
  it('puts the claim and creates the legacy row with this message alone done', async () => {
    await claimed({
      ...confirm,
      legacy: { ...confirm.legacy, ...{ row: { ...rowOf(confirm), remind_sms: true } } },
    });

    expect(await world.claims()).toMatchObject([
      { state: 'CLAIMED', open_state: 'CLAIMED', fence: 1, run_id: run.context.runId, posting_at: null },
    ]);
    expect(await world.rows()).toMatchObject([{ confirm_sms: true, remind_sms: false, option_sms: false }]);
  });

  it('sets the flag of a row that is there and leaves its other attributes', async () => {
    await world.putRow({
      booking_num: booking.bookingNum,
      phone: booking.phone,
      confirm_sms: true,
      name: '홍길동(가명)',
    });
    await claimed(guide);
    expect(await world.rows()).toMatchObject([{ confirm_sms: true, remind_sms: true, name: '홍길동(가명)' }]);
  });

  it('claims nothing where the row is no longer as the rules saw it', async () => {
    await world.putRow({ booking_num: booking.bookingNum, phone: booking.phone, remind_sms: true });
    const results = await Promise.all([
      run.tools.store.claim(confirm, world.now()),
      run.tools.store.claim(guide, world.now()),
    ]);
    expect(results).toEqual([{ state: 'row-changed' }, { state: 'row-changed' }]);
    expect(await world.claims()).toEqual([]);
  });

  it('takes its own write, whose answer was lost, for a success, and says of another run that it has the message', async () => {
    const other = await world.openRun();
    const first = await claimed(confirm);

    expect(await claimed(confirm)).toMatchObject({ owner: first.owner, fence: 1 });
    expect(await other.tools.store.claim(confirm, world.now())).toMatchObject({
      state: 'taken',
      by: { owner: first.owner },
    });
  });

  it('takes a released message again with the next fence, and the old holder can do nothing more to it', async () => {
    const other = await world.openRun();
    const old = await claimed(confirm);
    await run.tools.store.settle(old, { event: 'release', reason: 'test' }, world.now());

    const again = await claimed(inventedMessage(booking, 'confirm', 'set-flag'), other);

    expect(again.fence).toBe(2);
    expect(await run.tools.store.arm(old, world.approval, world.now())).toEqual({ state: 'claim-moved' });
    expect(await run.tools.store.settle(old, { event: 'release', reason: 'late' }, world.now())).toBe(false);
    expect(await world.claims()).toMatchObject([{ state: 'CLAIMED', fence: 2, owner: again.owner }]);
  });

  it('never takes again what was accepted, refused, in doubt or missed', async () => {
    for (const event of ['refuse', 'doubt'] as const) {
      const message = inventedMessage({ ...booking, bookingNum: `1051707_${event}` }, 'confirm');
      await run.tools.store.settle(await claimed(message), { event, reason: 'test' }, world.now());
      expect(await run.tools.store.claim(message, world.now())).toMatchObject({ state: 'taken' });
    }
    const accepted = await armed(confirm);
    await run.tools.store.accept(accepted, 'r-1', world.now());
    expect(await run.tools.store.claim(confirm, world.now())).toMatchObject({ state: 'taken' });
  });
});

describe('settling', () => {
  it('keeps the legacy flag of a refused message, so that nobody sends it again', async () => {
    await run.tools.store.settle(
      await armed(confirm),
      { event: 'refuse', reason: 'SENS answered 400' },
      world.now(),
    );
    expect(await world.claims()).toMatchObject([
      { state: 'REFUSED', open_state: null, reason: 'SENS answered 400' },
    ]);
    expect(await world.rows()).toMatchObject([{ confirm_sms: true }]);
  });

  it('releases also where the legacy flag is already back', async () => {
    const claim = await claimed(confirm);
    await world.putRow({ booking_num: booking.bookingNum, phone: booking.phone, confirm_sms: false });
    expect(await run.tools.store.settle(claim, { event: 'release', reason: 'test' }, world.now())).toBe(true);
    expect(await world.claims()).toMatchObject([{ state: 'RELEASED', open_state: 'RELEASED' }]);
  });

  it('says the same when it is asked twice', async () => {
    const claim = await claimed(confirm);
    const release = { event: 'release', reason: 'test' } as const;
    expect(await run.tools.store.settle(claim, release, world.now())).toBe(true);
    expect(await run.tools.store.settle(claim, release, world.now())).toBe(true);
    const accepted = await armed(inventedMessage(booking, 'confirm', 'set-flag'));
    expect(await run.tools.store.accept(accepted, 'r-1', world.now())).toBe('recorded');
    expect(await run.tools.store.accept(accepted, 'r-1', world.now())).toBe('recorded');
  });
});

describe('messages at SENS', () => {
  const sibling = inventedMessage({ ...booking, bookingNum: '1051707_2' }, 'confirm');

  it('belong to one claim each: what another adopted leaves the accepting claim in doubt', async () => {
    const lost = await inDoubt(confirm);
    const accepting = await armed(sibling);
    const message = { requestId: 'r-1', messageId: 'm-1' };
    expect(await run.tools.store.adopt(lost, message, world.now())).toBe('adopted');
    expect(await run.tools.store.adopt(lost, message, world.now())).toBe('adopted');

    expect(await run.tools.store.accept(accepting, 'r-1', world.now())).toBe('in-doubt');

    const states = (await world.claims()).map(({ booking_num, state }) => `${booking_num} ${state}`);
    expect(states.sort()).toEqual(['1051707_1 ACCEPTED', '1051707_2 IN_DOUBT']);
  });

  it('cannot be adopted where an accepted claim has the request', async () => {
    const lost = await inDoubt(confirm);
    await run.tools.store.accept(await armed(sibling), 'r-1', world.now());
    const message = { requestId: 'r-1', messageId: 'm-1' };
    expect(await run.tools.store.adopt(lost, message, world.now())).toBe('message-taken');
  });
});

describe('a missed message', () => {
  const missed = { ...booking, storeId: '1051707', kind: 'guide', reason: 'test' } as const;

  it('is recorded once, and not over a claim that was sent', async () => {
    const other = await world.openRun();
    expect(await run.tools.store.miss(missed, world.now())).toBe(true);
    expect(await other.tools.store.miss(missed, world.now())).toBe(false);
    await armed(confirm);
    expect(await other.tools.store.miss({ ...missed, kind: 'confirm' }, world.now())).toBe(false);
    expect((await world.claims()).map(({ state }) => state).sort()).toEqual(['CLAIMED', 'MISSED']);
  });
});

function rowOf(message: DueMessage) {
  if (message.legacy.action !== 'create-row') throw new Error('a message without a row');
  return message.legacy.row;
}
