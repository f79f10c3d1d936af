import { afterEach, beforeEach, expect, it } from 'vitest';
import { closeMarked } from '../../../lambda/record/close-marked.ts';
import { inventedMessage } from '../claim-and-send/invented-messages.ts';
import { type SendingWorld, startSendingWorld } from '../claim-and-send/sending-world.ts';

let world: SendingWorld;
beforeEach(async () => {
  world = await startSendingWorld();
});
afterEach(() => world.stop());

it('closes what the legacy function sent meanwhile, long before its window ends, and nothing else', async () => {
  const { tools } = await world.openRun();
  const messages = [1, 2].map((number) =>
    inventedMessage({ bookingNum: `1051707_${number}`, phone: '010-0000-0001', kinds: [] }, 'confirm'),
  );
  for (const message of messages) await tools.store.postpone(message, 'test', world.now());
  await world.putRow({ booking_num: '1051707_1', phone: '010-0000-0001', confirm_sms: true });
  await world.putRow({ booking_num: '1051707_2', phone: '010-0000-0001', remind_sms: true });

  await closeMarked(tools);

  expect((await tools.find('RELEASED', 9)).map(({ booking_num }) => booking_num)).toEqual(['1051707_2']);
  const [closed] = (await world.claims()).filter(({ open_state }) => open_state === null);
  expect(closed).toMatchObject({ booking_num: '1051707_1', reason: 'the legacy function marked it as sent' });
});
