import { afterEach, beforeEach, expect, it } from 'vitest';
import { sendLive } from '../../../lambda/claim-and-send.ts';
import { emptyTally } from '../../../lambda/summary/run-tally.ts';
import { messagesUnaccounted } from '../../../lambda/summary/sums.ts';
import { inventedMessage } from '../claim-and-send/invented-messages.ts';
import { type SendingWorld, startSendingWorld } from '../claim-and-send/sending-world.ts';

let world: SendingWorld;
beforeEach(async () => {
  world = await startSendingWorld();
});
afterEach(() => world.stop());

/** Four messages, a minute apart. */
async function sendFour(until: string | null) {
  const due = [1, 2, 3, 4].map((number) =>
    inventedMessage(
      { bookingNum: `1051707_${number}`, phone: `010-0000-000${number}`, kinds: [] },
      'confirm',
    ),
  );
  const approval = { ...world.approval, until };
  await world.putApproval(approval);
  const tally = emptyTally(1);
  tally.messages.due = due.length;
  const decided = { unsendable: [], withheld: [], missed: [], rescheduled: [], notices: [], bookings: [] };
  const recordOf = () => ({ row: null, released: new Set<never>() });
  const { tools } = await world.openRun();
  await sendLive(tools, tally, {
    messages: { due, ...decided, recordOf },
    approval,
    since: new Date(approval.approvedAt),
    completedDaysBack: 31,
    sendIntervalMs: 60_000,
  });
  return tally;
}

it('an approval that ends while its messages are being sent leaves the rest, and that is trouble', async () => {
  const until = new Date(world.now().getTime() + 90_000).toISOString();

  const tally = await sendFour(until);

  expect(tally.messages).toMatchObject({ due: 4, accepted: 2, released: 1, postponed: 1 });
  expect(messagesUnaccounted(tally.messages)).toBe(0);
  expect(tally.unsentAfterEnd).toBe(2);
  expect(tally.modeReason).toBe(`the approval lapsed at ${until}, while the run was sending`);
});

it('a stop leaves the rest on purpose, also beside an approval with an end', async () => {
  await world.setStop();

  const tally = await sendFour(new Date(world.now().getTime() + 3_600_000).toISOString());

  expect(tally.messages).toMatchObject({ accepted: 0, released: 1, postponed: 3 });
  expect(tally.unsentAfterEnd).toBe(0);
});
