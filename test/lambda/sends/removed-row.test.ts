import { afterEach, describe, expect, it } from 'vitest';
import { jsonAnswer, type ProxiedCall } from '../../support/answer-proxy.ts';
import { hourMs, inventedBooking, inventedRow, minuteMs } from '../invented-bookings.ts';
import { putStop } from '../invented-items.ts';
import { type LambdaWorld, scheduledEvent } from '../lambda-world.ts';
import { startLiveWorld } from '../live-world.ts';
import { named, sentTo } from '../what-a-run-did.ts';
import { isSend } from './sens-calls.ts';

let world: LambdaWorld;
afterEach(() => world.stop());

async function start(startsInMs: number): Promise<void> {
  world = await startLiveWorld({ bookings: [inventedBooking(1, startsInMs)] });
}

const isClaiming = ({ operation, body }: ProxiedCall): boolean =>
  operation === 'TransactWriteItems' && body.includes('"CLAIMED"') && !body.includes('posting_at = :at');

/** Sets a stop once the nth claim is written, before its send. */
function stopAfterClaim(nth = 1): void {
  world.proxies.aws.change({
    when: isClaiming,
    nth,
    times: 1,
    answer: async (_, ask) => {
      const answer = await ask();
      await putStop(world);
      return answer;
    },
  });
}

describe('a claim that is released', () => {
  it('removes the row that it created: after a rollback the old function finds the booking new', async () => {
    await start(30 * hourMs);
    stopAfterClaim();

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ outcome: 'stopped', released: 1 });
    expect(await world.scan('sms')).toEqual([]);
    expect(sentTo(world)).toEqual([]);
  });

  it('keeps a row that was there, and only clears its flag', async () => {
    await start(hourMs);
    await world.put('sms', inventedRow(1));
    stopAfterClaim();

    await world.invoke(scheduledEvent);

    expect(await world.scan('sms')).toMatchObject([{ confirm_sms: true, remind_sms: false }]);
  });

  it('keeps the row of a booking of which another message was sent', async () => {
    await start(hourMs);
    stopAfterClaim(2);

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ accepted: 1, released: 1 });
    expect(await world.scan('sms')).toMatchObject([{ confirm_sms: true, remind_sms: false }]);
  });

  it('removes it also where another run releases the claim of one that died', async () => {
    await start(30 * hourMs);
    world.addFault({
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      nth: 2,
      times: 2,
      kind: 'access-denied',
    });
    await world.invoke(scheduledEvent);
    await putStop(world);
    world.advance(20 * minuteMs);

    const next = await world.invoke(scheduledEvent);

    expect(named(next, 'send_released')).not.toEqual([]);
    expect(await world.scan('sms')).toEqual([]);
  });

  it('and is claimed again in the same run finds the row gone, and creates it anew', async () => {
    await start(30 * hourMs);
    world.proxies.outside.change({
      when: isSend,
      times: 1,
      answer: () => jsonAnswer(429, {}, { 'retry-after': '0' }),
    });

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ accepted: 1 });
    expect(await world.scan('sms')).toMatchObject([{ confirm_sms: true }]);
  });
});
