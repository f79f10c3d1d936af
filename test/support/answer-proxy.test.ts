import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hourMs, inventedBooking } from '../lambda/invented-bookings.ts';
import { type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda/lambda-world.ts';
import { sentTo } from '../lambda/what-a-run-did.ts';
import { editJson, jsonAnswer, type ProxiedCall } from './answer-proxy.ts';

const isSend = ({ method, path }: ProxiedCall): boolean =>
  method === 'POST' && path.startsWith('/sens/') && path.endsWith('/messages');

let world: LambdaWorld;
beforeEach(async () => {
  world = await startLambdaWorld({
    bookings: [1, 2, 3].map((id) => inventedBooking(id, (24 + id) * hourMs)),
    isProxied: true,
  });
  await world.approve();
});
afterEach(() => world.stop());

describe('a proxy between the bundle and its world', () => {
  it('passes what no change matches, to the outside world and to AWS alike', async () => {
    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ accepted: 3 });
    expect(world.proxies.outside.calls.filter(isSend)).toHaveLength(3);
    expect(world.proxies.aws.calls.map(({ operation }) => operation)).toContain('TransactWriteItems');
  });

  it('changes the nth answer alone, with the real effect or without it', async () => {
    const { outside } = world.proxies;
    outside.change({ when: isSend, nth: 2, times: 1, answer: () => jsonAnswer(500, {}) });
    outside.change({
      when: isSend,
      nth: 3,
      times: 1,
      answer: editJson((body) => ({ ...(body as object), requestId: 'edited' })),
    });

    const run = await world.invoke(scheduledEvent);

    expect(sentTo(world)).toHaveLength(2);
    expect(run.answer).toMatchObject({ accepted: 2, in_doubt: 1 });
    expect(run.text).toContain('"sens_request_id":"edited"');
  });

  it('breaks a connection to AWS, and stops changing when it is told to', async () => {
    const { aws } = world.proxies;
    aws.change({ when: ({ operation }) => operation === 'GetItem', answer: () => 'break' });

    const broken = await world.invoke(scheduledEvent);
    aws.clear();
    const whole = await world.invoke(scheduledEvent);

    expect([broken.end.kind, whole.end.kind]).toEqual(['error', 'response']);
    expect(sentTo(world)).toHaveLength(3);
  });
});
