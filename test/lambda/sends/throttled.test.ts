import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jsonAnswer, type ProxiedCall } from '../../support/answer-proxy.ts';
import { putStop } from '../invented-items.ts';
import { type LambdaWorld, scheduledEvent } from '../lambda-world.ts';
import { bookingsInDays, startLiveWorld } from '../live-world.ts';
import { named, sentTo } from '../what-a-run-did.ts';
import { isSend } from './sens-calls.ts';

let world: LambdaWorld;
beforeEach(async () => {
  world = await startLiveWorld({ bookings: bookingsInDays(8) });
});
afterEach(() => world.stop());

const rateLimited =
  (headers: Readonly<Record<string, string>> = {}) =>
  () =>
    jsonAnswer(429, { error: { errorCode: '420', message: 'Rate Limited', details: 'invented' } }, headers);

describe('SENS answers 429', () => {
  it('three times in a row: the run waits and goes on, and all are sent', async () => {
    const { outside, aws } = world.proxies;
    outside.change({ when: isSend, nth: 5, times: 3, answer: rateLimited({ 'retry-after': '0' }) });

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ messages_due: 8, accepted: 8, released: 0, postponed: 0 });
    expect(sentTo(world)).toHaveLength(8);
    // Waiting holds neither claim nor permission: each further try claims and proves anew.
    const writes = aws.calls.filter(isTransaction);
    expect(writes.filter(isArming)).toHaveLength(8 + 3);
    expect(named(run, 'send_throttled')).toHaveLength(3);
  });

  it.each([
    ['a number of seconds', { 'retry-after': '1' }],
    ['nothing', {}],
    ['no time at all', { 'retry-after': 'soon' }],
  ])('with %s in Retry-After: it waits about so long', async (_, headers) => {
    world.proxies.outside.change({ when: isSend, times: 1, answer: rateLimited(headers) });

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ accepted: 8 });
    const [throttled] = named(run, 'send_throttled');
    expect(throttled?.wait_ms).toBeGreaterThan(500);
    expect(throttled?.wait_ms).toBeLessThanOrEqual(2_000);
  });

  it('and asks for more time than the run has: what is left goes out in a later run', async () => {
    world.proxies.outside.change({
      when: isSend,
      nth: 3,
      times: 1,
      answer: rateLimited({ 'retry-after': '3600' }),
    });

    const run = await world.invoke(scheduledEvent);
    const next = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ accepted: 2, released: 1, postponed: 5 });
    expect(next.answer).toMatchObject({ accepted: 6 });
    expect(sentTo(world)).toHaveLength(8);
  });

  it('and a stop is set while it waits: nothing more leaves', async () => {
    const { outside } = world.proxies;
    outside.change({
      when: isSend,
      nth: 2,
      times: 1,
      answer: async () => {
        await putStop(world);
        return rateLimited({ 'retry-after': '0' })();
      },
    });

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ outcome: 'stopped', accepted: 1, released: 1, postponed: 6 });
    expect(sentTo(world)).toHaveLength(1);
  });
});

const isTransaction = ({ operation }: ProxiedCall): boolean => operation === 'TransactWriteItems';
const isArming = ({ body }: ProxiedCall): boolean => body.includes('posting_at = :at');
