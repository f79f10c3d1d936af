import { afterEach, describe, expect, it } from 'vitest';
import { hourMs, inventedBooking, inventedRow, minuteMs, storeId } from '../invented-bookings.ts';
import { type Invoked, type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda-world.ts';

let world: LambdaWorld;
afterEach(() => world.stop());

const named = (run: Invoked, name: string) => run.events.filter(({ event }) => event === name);
const claims = () => world.scan('sms_claims');
const stop = {
  scope: 'control',
  name: 'stop',
  who: 'test',
  why: 'test',
  at: '2026-11-02T05:00:00.000Z',
  run: '1',
};

/** Two customers are due; the stop keeps the first's message back and the run does not come to the second's. */
async function leaveOver(): Promise<Invoked> {
  world = await startLambdaWorld({
    bookings: [inventedBooking(1, 50 * minuteMs), inventedBooking(2, hourMs)],
  });
  await world.put('sms', inventedRow(1));
  await world.put('sms', inventedRow(2));
  await world.approve();
  await world.put('naver-sms-control', stop);
  return await world.invoke(scheduledEvent);
}

describe('messages that a stop leaves over', () => {
  it('are told and counted as missed after a rollback, by a run that may not send, once', async () => {
    const stopped = await leaveOver();
    await world.approve({ mode: 'off' });
    const early = await world.invoke(scheduledEvent);
    world.advance(2 * hourMs);
    const off = await world.invoke(scheduledEvent);
    const again = await world.invoke(scheduledEvent);

    expect(stopped.answer).toMatchObject({ outcome: 'stopped', postponed: 1, released: 1 });
    expect([early, off, again].map(({ answer }) => [answer.mode, answer.missed])).toEqual([
      ['off', 0],
      ['off', 2],
      ['off', 0],
    ]);
    expect(off.metrics).toMatchObject([{ MessagesMissed: 2 }]);
    expect(
      named(off, 'send_missed')
        .map(({ booking_num }) => booking_num)
        .sort(),
    ).toEqual([`${storeId}_1`, `${storeId}_2`]);
    expect((await claims()).map(({ state }) => state)).toEqual(['MISSED', 'MISSED']);
  });

  it('are closed without an alarm where the legacy function sends them after the rollback', async () => {
    await leaveOver();
    await world.approve({ mode: 'off' });
    for (const id of [1, 2]) await world.put('sms', { ...inventedRow(id), remind_sms: true });
    world.advance(2 * hourMs);

    const off = await world.invoke(scheduledEvent);

    expect(off.answer).toMatchObject({ missed: 0 });
    expect((await claims()).map(({ open_state }) => open_state)).toEqual([undefined, undefined]);
  });
});
