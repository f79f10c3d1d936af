import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hourMs, inventedBooking, inventedRow, minuteMs } from '../invented-bookings.ts';
import { type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda-world.ts';
import { named, sentTo } from '../what-a-run-did.ts';

/*
 * Claims as the builds before this one wrote them: without created_row, answer, absent_at, self_releases, ttl, some without
 * the booking's time. Their digests and keys are taken as they are.
 */

let world: LambdaWorld;
beforeEach(async () => {
  world = await startLambdaWorld({
    bookings: [inventedBooking(1, hourMs + 30 * minuteMs)],
    isProxied: true,
  });
  await world.put('sms', inventedRow(1, { remind_sms: true }));
  await world.approve({ approvedAt: new Date(world.startMs - hourMs).toISOString() });
});
afterEach(() => world.stop());

const id = '1051707_1#010-0000-0001#guide';

/** What the earlier build sent, as SENS has it. */
async function sentBefore(): Promise<{
  readonly from: string;
  readonly to: string;
  readonly content: string;
}> {
  await world.put('sms', inventedRow(1));
  await world.invoke(scheduledEvent);
  const [message] = world.outside.sensMessages;
  if (!message) throw new Error('nothing was sent');
  await world.put('sms', inventedRow(1, { remind_sms: true }));
  return { from: String(message.from), to: String(message.to), content: String(message.content) };
}

async function putEarlier(more: Readonly<Record<string, unknown>>): Promise<void> {
  const at = new Date(world.startMs - 1_000).toISOString();
  await world.put('sms_claims', {
    claim_id: id,
    state: 'CLAIMED',
    open_state: 'CLAIMED',
    booking_num: '1051707_1',
    phone: '010-0000-0001',
    kind: 'guide',
    store_id: '1051707',
    owner: 'earlier/build',
    fence: 1,
    content_digest: 'of an earlier text',
    claimed_at: at,
    lease_until: new Date(world.startMs + 59_000).toISOString(),
    run_id: 'earlier',
    updated_at: at,
    ...more,
  });
}

const claimNow = async () => (await world.scan('sms_claims')).find(({ claim_id }) => claim_id === id);

describe('a claim of the previous build', () => {
  it('that was armed is adopted, not sent again', async () => {
    const { from, to, content } = await sentBefore();
    for (const item of await world.scan('sms_claims')) {
      // The receipts of the run that stood in for the earlier build.
      if (String(item.claim_id).startsWith('sens')) {
        await world.put('sms_claims', { ...item, receipt_of: id });
      }
    }
    const at = new Date(world.startMs - 1_000).toISOString();
    const match_digest = createHash('sha256')
      .update(JSON.stringify([from, to, content]))
      .digest('hex');
    await putEarlier({ posting_at: at, match_digest });
    world.advance(20 * minuteMs);

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ adopted: 1, messages_due: 0, accepted: 0 });
    expect(sentTo(world)).toHaveLength(1);
    expect(await claimNow()).toMatchObject({ state: 'DELIVERED' });
  });

  it('that was armed and never arrived is left to an operator: it is not released by itself', async () => {
    const at = new Date(world.startMs - 1_000).toISOString();
    await putEarlier({ posting_at: at, match_digest: 'of nothing' });
    for (let tick = 0; tick < 3; tick += 1) {
      world.advance(20 * minuteMs);
      await world.invoke(scheduledEvent);
    }

    expect(sentTo(world)).toEqual([]);
    expect(await claimNow()).toMatchObject({ state: 'IN_DOUBT', reason: 'absent' });
  });

  it('that was never armed is released, with its flag, and sent', async () => {
    await putEarlier({ match_digest: 'of nothing' });
    world.advance(20 * minuteMs);

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ released_earlier: 1, accepted: 1 });
    expect(sentTo(world)).toHaveLength(1);
    expect(await world.scan('sms')).toMatchObject([{ confirm_sms: true, remind_sms: true }]);
  });

  it.each(['ACCEPTED', 'DELIVERED', 'UNDELIVERED', 'REFUSED', 'MISSED'])(
    'that is %s keeps its message from being sent, also where its flag was cleared',
    async (state) => {
      await world.put('sms', inventedRow(1));
      const { open_state: _, ...settled } = { open_state: '', state };
      await putEarlier({ ...settled, posting_at: new Date(world.startMs).toISOString(), open_state: state });

      const run = await world.invoke(scheduledEvent);

      expect(run.answer).toMatchObject({ messages_due: 1, accepted: 0, skipped: 1 });
      expect(named(run, 'send_skipped')).toHaveLength(1);
      expect(sentTo(world)).toEqual([]);
    },
  );
});
