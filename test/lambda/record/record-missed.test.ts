import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordMissed } from '../../../lambda/record/record-missed.ts';
import { type SendingWorld, startSendingWorld } from '../claim-and-send/sending-world.ts';

let world: SendingWorld;
beforeEach(async () => {
  world = await startSendingWorld();
});
afterEach(() => world.stop());

describe('missed messages', () => {
  it('are counted and told once, with the phone masked', async () => {
    const missed = [1, 2].map((number) => ({
      bookingNum: `1051707_${number}`,
      storeId: '1051707',
      phone: '010-0000-0001',
      kind: 'guide' as const,
      reason: 'the booking began before it could be sent',
      bookingTimeKst: '2026-11-02 13:00:00',
      contentDigest: null,
    }));
    const first = await world.openRun();
    const second = await world.openRun();

    expect(await recordMissed(first.tools, missed)).toBe(2);
    expect(await recordMissed(second.tools, missed)).toBe(0);

    expect(first.events).toHaveLength(2);
    expect(first.events[0]).toEqual({
      name: 'send_missed',
      fields: {
        booking_num: '1051707_1',
        kind: 'guide',
        phone_masked: '010-****-0001',
        reason: 'the booking began before it could be sent',
      },
    });
    expect(second.events).toEqual([]);
    expect(second.gate.calls).toHaveLength(1);
  });
});
