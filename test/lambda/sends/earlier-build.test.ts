import { createHash } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hourMs, inventedBooking, inventedRow, minuteMs } from '../invented-bookings.ts';
import { inventedClaim } from '../invented-items.ts';
import { type Invoked, type LambdaWorld, scheduledEvent } from '../lambda-world.ts';
import { startLiveWorld } from '../live-world.ts';
import { named, sentTo } from '../what-a-run-did.ts';

/*
 * Claims as the builds before this one wrote them: without created_row, answer, absent_at, self_releases, ttl, some without
 * the booking's time. Their digests and keys are taken as they are.
 */

let world: LambdaWorld;

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

/** The claim of a booking's guide, as an earlier build wrote it a second ago. */
const earlierClaim = (
  { startMs }: LambdaWorld,
  { number, ...more }: Readonly<Record<string, unknown>> & { readonly number: number },
): Readonly<Record<string, unknown>> => {
  const { posting_at: _, ...claim } = inventedClaim(number, 'guide', { atMs: startMs - 1_000 });
  return {
    ...claim,
    state: 'CLAIMED',
    open_state: 'CLAIMED',
    owner: 'earlier/build',
    content_digest: 'of an earlier text',
    lease_until: new Date(startMs + 59_000).toISOString(),
    run_id: 'earlier',
    ...more,
  };
};

const putEarlier = (more: Readonly<Record<string, unknown>>): Promise<void> =>
  world.put('sms_claims', earlierClaim(world, { number: 1, ...more }));

const claimNow = async () => (await world.scan('sms_claims')).find(({ claim_id }) => claim_id === id);

describe('a claim of the previous build', () => {
  beforeEach(async () => {
    world = await startLiveWorld({ bookings: [inventedBooking(1, hourMs + 30 * minuteMs)] });
    await world.put('sms', inventedRow(1, { remind_sms: true }));
    await world.approve({ approvedAt: new Date(world.startMs - hourMs).toISOString() });
  });
  afterEach(() => world.stop());

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
});

describe('a settled claim of the previous build', () => {
  const states = ['ACCEPTED', 'DELIVERED', 'UNDELIVERED', 'REFUSED', 'MISSED'].map(
    (state, index) => [state, index + 1] as const,
  );
  let run: Invoked;
  let sent: readonly unknown[];
  beforeAll(async () => {
    const settled = await startLiveWorld({
      bookings: states.map(([, number]) => inventedBooking(number, hourMs + 30 * minuteMs)),
    });
    await settled.approve({ approvedAt: new Date(settled.startMs - hourMs).toISOString() });
    for (const [state, number] of states) {
      await settled.put('sms', inventedRow(number));
      const posting_at = new Date(settled.startMs).toISOString();
      await settled.put(
        'sms_claims',
        earlierClaim(settled, { number, state, open_state: state, posting_at }),
      );
    }
    run = await settled.invoke(scheduledEvent);
    sent = sentTo(settled);
    await settled.stop();
  });

  it.each(states)(
    'that is %s keeps its message from being sent, also where its flag was cleared',
    (_, number) => {
      const booking_num = `1051707_${number}`;
      expect(named(run, 'send_skipped').filter((event) => event.booking_num === booking_num)).toHaveLength(1);
    },
  );

  it('lets nothing be sent', () => {
    expect(run.answer).toMatchObject({ messages_due: 5, accepted: 0, skipped: 5 });
    expect(named(run, 'send_skipped')).toHaveLength(5);
    expect(sent).toEqual([]);
  });
});
