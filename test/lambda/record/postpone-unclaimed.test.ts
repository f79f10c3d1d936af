import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DueMessage } from '../../../lambda/messages/due-message.ts';
import { postponeUnclaimed } from '../../../lambda/record/postpone-unclaimed.ts';
import type { DeliveryTools } from '../../../lambda/send/delivery-tools.ts';
import { inventedMessage } from '../claim-and-send/invented-messages.ts';
import { type Run, type SendingWorld, startSendingWorld } from '../claim-and-send/sending-world.ts';

let world: SendingWorld;
let run: Run;
beforeEach(async () => {
  world = await startSendingWorld();
  run = await world.openRun();
});
afterEach(() => world.stop());

/** The world's time is 14:00. */
const at = (number: number, bookingTimeKst: string): DueMessage =>
  inventedMessage(
    { bookingNum: `1051707_${number}`, phone: '010-0000-0001', kinds: [], bookingTimeKst },
    'guide',
    'set-flag',
  );
const soon = at(1, '2026-11-02 16:00:00');
const later = at(2, '2026-11-02 16:01:00');

const postpone = (messages: readonly DueMessage[], isHalted = false, tools: DeliveryTools = run.tools) =>
  postponeUnclaimed(tools, { messages, reason: 'postponed: test', isHalted, completedDaysBack: 31 });

describe('what a run leaves over', () => {
  it('is written down as given back, its legacy row untouched, where its window ends within two hours', async () => {
    await world.putRow({ booking_num: soon.bookingNum, phone: soon.phone, confirm_sms: true });

    expect(await postpone([soon, later])).toBe(1);

    expect(await world.claims()).toMatchObject([
      {
        booking_num: soon.bookingNum,
        state: 'RELEASED',
        open_state: 'RELEASED',
        reason: 'postponed: test',
        booking_time: soon.bookingTimeKst,
        content_digest: null,
      },
    ]);
    expect(await world.rows()).toMatchObject([{ confirm_sms: true, remind_sms: false }]);
    expect(run.events.map(({ name }) => name)).toEqual(['send_released']);
    expect(JSON.stringify(run.events)).not.toContain('0000-0001');
  });

  it('is all written down where sending ended until a person acts', async () => {
    expect(await postpone([soon, later], true)).toBe(2);
  });

  it('is written down once, and never over a claim', async () => {
    const other = await world.openRun();
    await world.putRow({ booking_num: soon.bookingNum, phone: soon.phone });
    await other.tools.store.claim(soon, world.now());

    expect([await postpone([soon, later], true), await postpone([soon, later], true)]).toEqual([1, 0]);
    const states = (await world.claims()).map(({ booking_num, state }) => `${booking_num} ${state}`);
    expect(states.sort()).toEqual(['1051707_1 CLAIMED', '1051707_2 RELEASED']);
  });

  it('is claimed and sent by the next run like any other', async () => {
    await postpone([soon]);
    await world.putRow({ booking_num: soon.bookingNum, phone: soon.phone });

    expect(await run.tools.store.claim(soon, world.now())).toMatchObject({
      state: 'claimed',
      claim: { fence: 2 },
    });
  });

  it('fails the run where a message at risk is not written down: for the table, for the time, for their number', async () => {
    const withPostpone = (change: DeliveryTools['store']['postpone']): DeliveryTools => ({
      ...run.tools,
      store: { ...run.tools.store, postpone: change },
    });
    const broken = withPostpone(() => Promise.reject(new Error('the table is away')));
    const slow = withPostpone(async () => {
      world.advance(6_000);
      return true;
    });
    let written = 0;
    const counting = withPostpone(async () => ++written > 0);
    const many = Array.from({ length: 501 }, (_, index) => at(index, '2026-11-02 14:30:00'));

    await expect(postpone([soon], false, broken)).rejects.toThrow('the table is away');
    await expect(postpone(many.slice(0, 40), false, slow)).rejects.toThrow(/could not be written down/);
    await expect(postpone(many, false, counting)).rejects.toThrow('1 messages whose window may pass');
    expect(written).toBe(500);
  });
});
