import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecords } from '../../../lambda/sms-table/read-records.ts';
import { recordId } from '../../../lambda/sms-table/record-key.ts';
import { inventedMessage } from '../claim-and-send/invented-messages.ts';
import { type SendingWorld, startSendingWorld } from '../claim-and-send/sending-world.ts';

let world: SendingWorld;
beforeEach(async () => {
  world = await startSendingWorld();
});
afterEach(() => world.stop());

const key = (number: number) => ({ bookingNum: `1051707_${number}`, phone: '010-0000-0001' });

describe('the records of bookings', () => {
  it('are read a hundred a call, each key once, and a key without a row has none', async () => {
    const keys = Array.from({ length: 205 }, (_, index) => key(index));
    for (const { bookingNum, phone } of keys.slice(0, 203)) {
      await world.putRow({ booking_num: bookingNum, phone, confirm_sms: true });
    }
    const run = await world.openRun();

    const records = await readRecords(run.context, [...keys, ...keys]);

    expect(run.gate.calls.map(({ operation }) => operation)).toEqual([
      'BatchGetItem',
      'BatchGetItem',
      'BatchGetItem',
      // The two without a row, under whichever key of their number, and then the open claims.
      'Query',
      'Query',
      'Query',
    ]);
    expect(records.size).toBe(205);
    expect([...records.values()].filter(({ row }) => row?.confirm_sms === true)).toHaveLength(203);
    expect(records.get(recordId(key(204)))).toEqual({ row: null, released: new Set() });
  });

  it('name the kinds that are due again', async () => {
    const { tools, context } = await world.openRun();
    const confirm = inventedMessage({ ...key(1), kinds: [] }, 'confirm');
    const result = await tools.store.claim(confirm, world.now());
    if (result.state !== 'claimed') throw new Error('not claimed');
    await tools.store.settle(result.claim, { event: 'release', reason: 'test' }, world.now());

    const record = (await readRecords(context, [key(1)])).get(recordId(key(1)));

    expect(record?.released).toEqual(new Set(['confirm']));
    // The row that the claim had made is gone with it.
    expect(record?.row).toBeNull();
  });

  it('are not guessed: a read that fails throws', async () => {
    const run = await world.openRun({ fateOf: () => 'lose-request' });
    await expect(readRecords(run.context, [key(1)])).rejects.toThrow();
  });
});
