import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editJson, jsonAnswer } from '../../support/answer-proxy.ts';
import { hourMs, inventedBooking, minuteMs } from '../invented-bookings.ts';
import { type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda-world.ts';
import { sentTo } from '../what-a-run-did.ts';
import { isSend } from './sens-calls.ts';

let world: LambdaWorld;
beforeEach(async () => {
  world = await startLambdaWorld({
    bookings: [1, 2].map((id) => inventedBooking(id, (30 + id) * hourMs)),
    isProxied: true,
  });
  await world.approve();
});
afterEach(() => world.stop());

const accepted = { requestId: 'invented', requestTime: '2026-11-02T14:00:00.000', statusCode: '202' };

describe('a 202 that says "fail"', () => {
  it.each([
    ['statusName fail', { ...accepted, statusName: 'fail' }],
    ['statusName FAIL', { ...accepted, statusName: 'FAIL' }],
    ['a status code of its own', { ...accepted, statusCode: '500', statusName: 'success' }],
    ['a status code as a number', { ...accepted, statusCode: 400 }],
  ])('is no accepted message (%s), and is sent again once SENS does not list it', async (_, body) => {
    const { outside } = world.proxies;
    outside.change({ when: isSend, times: 1, answer: () => jsonAnswer(202, body) });

    const first = await world.invoke(scheduledEvent);
    for (let tick = 0; tick < 3; tick += 1) {
      world.advance(20 * minuteMs);
      await world.invoke(scheduledEvent);
    }

    expect(first.answer).toMatchObject({ messages_due: 2, accepted: 1, in_doubt: 1 });
    expect(sentTo(world)).toEqual(['01000000001', '01000000002']);
  });

  it('is found by the list where SENS took it all the same', async () => {
    const { outside } = world.proxies;
    outside.change({
      when: isSend,
      times: 1,
      answer: editJson((body) => ({ ...(body as object), statusName: 'fail' })),
    });

    await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);
    const second = await world.invoke(scheduledEvent);

    expect(second.answer).toMatchObject({ adopted: 1, messages_due: 0 });
    expect(sentTo(world)).toHaveLength(2);
  });
});
