import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Claim } from '../../../lambda/claim/claim-item.ts';
import type { DueMessage } from '../../../lambda/messages/due-message.ts';
import { type ClaimWorld, startMemoryWorld } from '../../simulation/memory-world.ts';
import { type InventedBooking, inventedMessage } from '../claim-and-send/invented-messages.ts';
import { startSendingWorld } from '../claim-and-send/sending-world.ts';

/** One contract, which dynalite over real sockets and the simulation's tables in memory both have to keep. */
const worlds: readonly (readonly [string, () => Promise<ClaimWorld>])[] = [
  ['dynalite', startSendingWorld],
  ['memory', startMemoryWorld],
];
type Run = Awaited<ReturnType<ClaimWorld['openRun']>>;

const booking: InventedBooking = { bookingNum: '1051707_1', phone: '010-0000-0001', kinds: ['confirm'] };
const confirm = inventedMessage(booking, 'confirm');
const guide = inventedMessage(booking, 'guide', 'set-flag');

let world: ClaimWorld;
let run: Run;
describe.each(worlds)('the claim store over %s', (_, start) => {
  beforeEach(async () => {
    world = await start();
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
      expect(await world.rows()).toMatchObject([
        { confirm_sms: true, remind_sms: true, name: '홍길동(가명)' },
      ]);
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

      const again = await claimed(confirm, other);

      expect(again.fence).toBe(2);
      expect(await run.tools.store.arm(old, world.approval, world.now())).toEqual({ state: 'claim-moved' });
      expect(await run.tools.store.settle(old, { event: 'release', reason: 'late' }, world.now())).toBe(
        false,
      );
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
        { state: 'REFUSED', open_state: 'REFUSED', ttl: null, reason: 'SENS answered 400' },
      ]);
      expect(await world.rows()).toMatchObject([{ confirm_sms: true }]);
    });

    it('releases also where the legacy flag is already back', async () => {
      const claim = await claimed(confirm);
      await world.putRow({ booking_num: booking.bookingNum, phone: booking.phone, confirm_sms: false });
      expect(await run.tools.store.settle(claim, { event: 'release', reason: 'test' }, world.now())).toBe(
        true,
      );
      expect(await world.claims()).toMatchObject([{ state: 'RELEASED', open_state: 'RELEASED' }]);
    });

    it('says the same when it is asked twice', async () => {
      const claim = await claimed(confirm);
      const release = { event: 'release', reason: 'test' } as const;
      expect(await run.tools.store.settle(claim, release, world.now())).toBe(true);
      expect(await run.tools.store.settle(claim, release, world.now())).toBe(true);
      const accepted = await armed(confirm);
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

  describe('what must be proven before a send', () => {
    it('is that no stop is set and that the approval is still the same; then the claim says that its send begins', async () => {
      const { store } = run.tools;
      const claim = await claimed(confirm);
      await world.putApproval({ ...world.approval, buildId: 'c'.repeat(64) });
      const changed = await store.arm(claim, world.approval, world.now());
      await world.putApproval({ ...world.approval, otherSenders: null });
      const unproven = await store.arm(claim, world.approval, world.now());
      await world.putApproval({ ...world.approval, until: world.now().toISOString() });
      const ended = await store.arm(claim, world.approval, world.now());
      await world.putApproval(world.approval);
      const armed = await store.arm(claim, world.approval, world.now());
      await world.setStop();
      const stopped = await store.arm(claim, world.approval, world.now());

      expect([changed, unproven, ended]).toEqual(
        Array.from({ length: 3 }, () => ({ state: 'forbidden', by: 'approval' })),
      );
      expect(armed).toEqual({ state: 'armed' });
      expect(stopped).toEqual({ state: 'forbidden', by: 'stop' });
      expect(await world.claims()).toMatchObject([
        { posting_at: world.now().toISOString(), approved_at: world.approval.approvedAt },
      ]);
    });

    it('holds for a build that was approved in advance, and for one that became the main one meanwhile', async () => {
      const { store } = run.tools;
      const ours = world.approval;
      await world.putApproval({ ...ours, buildId: 'c'.repeat(64), nextBuildId: ours.buildId });
      const inAdvance = await store.arm(await claimed(confirm), ours, world.now());
      await world.putApproval({ ...ours, nextBuildId: 'd'.repeat(64) });
      const replaced = await store.arm(await claimed(guide), ours, world.now());

      expect([inAdvance, replaced]).toEqual([{ state: 'armed' }, { state: 'armed' }]);
    });

    it('must hold as well for a message that is released by itself: otherwise claim and row stay as they are', async () => {
      const { store } = run.tools;
      const lost = await inDoubt(confirm);
      const release = () => store.releaseAbsent(lost, world.approval, world.now());
      await world.putApproval({ ...world.approval, buildId: 'c'.repeat(64) });
      expect(await release()).toBe(false);
      await world.putApproval(world.approval);
      await world.setStop();
      expect(await release()).toBe(false);
      expect([await world.claims(), await world.rows()]).toMatchObject([
        [{ state: 'IN_DOUBT' }],
        [{ confirm_sms: true }],
      ]);
    });

    it('keeps another run from giving back what is armed, and lets it doubt it', async () => {
      const claim = await armed(confirm);
      const release = { event: 'release', reason: 'test', onlyUnarmed: true } as const;
      expect(await run.tools.store.settle(claim, release, world.now())).toBe(false);
      expect(await run.tools.store.settle(claim, { event: 'doubt', reason: 'test' }, world.now())).toBe(true);
    });
  });

  describe('the index of open claims', () => {
    it('shows what is open, accepted or refused, oldest first and no more than asked, and no other settled one', async () => {
      const { store, find } = run.tools;
      for (const number of [1, 2, 3]) {
        await claimed(inventedMessage({ ...booking, bookingNum: `1051707_${number}` }, 'confirm'));
        world.advance(1_000);
      }
      const [first, second] = await find('CLAIMED', 2);
      if (!first || !second) throw new Error('the index shows too little');
      const message = inventedMessage({ ...booking, bookingNum: '1051707_0' }, 'confirm');
      await store.close({ ...message, reason: 'test' }, 'miss', world.now());
      await store.settle(first, { event: 'refuse', reason: 'test' }, world.now());
      await store.settle(second, { event: 'release', reason: 'test' }, world.now());

      const shown = await Promise.all(
        (['CLAIMED', 'RELEASED', 'REFUSED', 'MISSED'] as const).map((state) => find(state, 9)),
      );

      expect(shown.map((claims) => claims.map(({ booking_num }) => booking_num))).toEqual([
        ['1051707_3'],
        ['1051707_2'],
        ['1051707_1'],
        [],
      ]);
    });

    it('loses a claim that is closed by a note, and keeps one that is only noted', async () => {
      const claim = await claimed(confirm);
      const { store, find } = run.tools;
      expect(await store.note(claim, { reason: 'noted', isClosed: false }, world.now())).toBe(true);
      expect(await find('CLAIMED', 9)).toMatchObject([{ reason: 'noted' }]);
      expect(await store.note(claim, { reason: 'closed', isClosed: true }, world.now())).toBe(true);
      expect(await find('CLAIMED', 9)).toEqual([]);
      await store.settle(claim, { event: 'doubt', reason: 'test' }, world.now());
      expect(await store.note(claim, { reason: 'too late', isClosed: false }, world.now())).toBe(false);
    });
  });

  describe('a message that was not begun', () => {
    it('is written down open and once, never over a claim, and is claimed with the next fence', async () => {
      const { store, find } = run.tools;
      expect(await store.postpone(confirm, 'postponed: test', world.now())).toBe(true);
      expect(await store.postpone(confirm, 'postponed: again', world.now())).toBe(false);
      expect(await find('RELEASED', 9)).toMatchObject([{ reason: 'postponed: test', fence: 1 }]);
      expect(await world.rows()).toEqual([]);

      const taken = await claimed(confirm);

      expect(taken).toMatchObject({ fence: 2, reason: null });
      expect(await store.postpone(confirm, 'too late', world.now())).toBe(false);
      expect(await world.claims()).toMatchObject([{ state: 'CLAIMED' }]);
    });
  });

  describe('a missed message', () => {
    const missed = {
      ...booking,
      storeId: '1051707',
      kind: 'guide',
      reason: 'test',
      bookingTimeKst: null,
      contentDigest: null,
    } as const;

    it('is recorded once, and not over a claim that was sent', async () => {
      const other = await world.openRun();
      expect(await run.tools.store.close(missed, 'miss', world.now())).toBe(true);
      expect(await other.tools.store.close(missed, 'miss', world.now())).toBe(false);
      await armed(confirm);
      expect(await other.tools.store.close({ ...missed, kind: 'confirm' }, 'miss', world.now())).toBe(false);
      expect((await world.claims()).map(({ state }) => state).sort()).toEqual(['CLAIMED', 'MISSED']);
    });
  });
});

function rowOf(message: DueMessage) {
  if (message.legacy.action !== 'create-row') throw new Error('a message without a row');
  return message.legacy.row;
}
