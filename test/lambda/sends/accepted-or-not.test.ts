import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { editJson, jsonAnswer } from '../../support/answer-proxy.ts';
import { minuteMs } from '../invented-bookings.ts';
import { type Invoked, type LambdaWorld, scheduledEvent } from '../lambda-world.ts';
import { bookingsInDays, startLiveWorld, ticks } from '../live-world.ts';
import { sentTo } from '../what-a-run-did.ts';
import { isSend } from './sens-calls.ts';

const accepted = { requestId: 'invented', requestTime: '2026-11-02T14:00:00.000', statusCode: '202' };

describe('a 202 that says "fail"', () => {
  const bodies: readonly (readonly [name: string, body: object])[] = [
    ['statusName fail', { ...accepted, statusName: 'fail' }],
    ['statusName FAIL', { ...accepted, statusName: 'FAIL' }],
    ['a status code of its own', { ...accepted, statusCode: '500', statusName: 'success' }],
    ['a status code as a number', { ...accepted, statusCode: 400 }],
  ];
  const bookings = bookingsInDays(2 * bodies.length);
  /** By the name of the body that the first message of the run got. */
  const first = new Map<string, Invoked>();
  let world: LambdaWorld;
  beforeAll(async () => {
    world = await startLiveWorld({ bookings: [] });
    for (const [index, [name, body]] of bodies.entries()) {
      world.outside.addBookings(bookings.slice(2 * index, 2 * index + 2));
      world.proxies.outside.change({ when: isSend, times: 1, answer: () => jsonAnswer(202, body) });
      first.set(name, await world.invoke(scheduledEvent));
      world.advance(minuteMs);
    }
    await ticks(world, 3);
  });
  afterAll(() => world.stop());

  it.each(bodies.map(([name]) => name))('is no accepted message (%s)', (name) => {
    expect(first.get(name)?.answer).toMatchObject({ messages_due: 2, accepted: 1, in_doubt: 1 });
  });

  it('is sent again once SENS does not list it, whichever it is', () => {
    expect(sentTo(world)).toEqual(bookings.map(({ phone }) => phone));
  });

  it('is found by the list where SENS took it all the same', async () => {
    const taking = await startLiveWorld({ bookings: bookingsInDays(2) });
    onTestFinished(() => taking.stop());
    taking.proxies.outside.change({
      when: isSend,
      times: 1,
      answer: editJson((body) => ({ ...(body as object), statusName: 'fail' })),
    });

    await taking.invoke(scheduledEvent);
    taking.advance(20 * minuteMs);
    const second = await taking.invoke(scheduledEvent);

    expect(second.answer).toMatchObject({ adopted: 1, messages_due: 0 });
    expect(sentTo(taking)).toHaveLength(2);
  });
});
