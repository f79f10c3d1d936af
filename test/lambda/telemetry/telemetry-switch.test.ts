import { afterEach, describe, expect, it } from 'vitest';
import { dayMs, inventedBooking } from '../invented-bookings.ts';
import { type Invoked, type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda-world.ts';

let world: LambdaWorld;
afterEach(() => world.stop());

const names = (run: Invoked) => new Set(run.events.map(({ event }) => event));
const texts = () => world.outside.telegramMessages.length + world.outside.slackMessages.length;
const set = (changes: Readonly<Record<string, unknown>>) =>
  world.put('naver-sms-control', {
    scope: 'control',
    name: 'telemetry',
    notify: 'all',
    logLevel: 'INFO',
    setBy: 'invented-captain',
    setAt: '2026-11-02T05:00:00.000Z',
    reason: 'test',
    ...changes,
  });

describe('the telemetry switch', () => {
  it('keeps quiet about good runs and tells of bad ones, without another build', async () => {
    world = await startLambdaWorld({ bookings: [] });
    await world.approve();
    await set({ notify: 'failures' });

    const good = await world.invoke(scheduledEvent);
    const afterGood = texts();
    world.addFault({ service: 'booking', operation: 'list', kind: 'server-error', times: 1_000 });
    const bad = await world.invoke(scheduledEvent);

    expect(good.answer).toMatchObject({ outcome: 'succeeded', notifications: [] });
    expect(afterGood).toBe(0);
    expect(bad.end.kind).toBe('error');
    expect(texts()).toBe(2);
    expect(good.metrics).toMatchObject([{ Runs: 1, NotificationFailures: 0 }]);
  });

  it('keeps quiet about bad runs too where it is off; the metrics and the error stay', async () => {
    world = await startLambdaWorld({ bookings: [] });
    await world.approve();
    await set({ notify: 'off' });
    world.addFault({ service: 'booking', operation: 'list', kind: 'server-error', times: 1_000 });

    const run = await world.invoke(scheduledEvent);

    expect(run.end.kind).toBe('error');
    expect(run.metrics).toMatchObject([{ RunFailures: 1 }]);
    expect(texts()).toBe(0);
  });

  it('leaves in the log what verification needs, whatever the level', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 2 * dayMs)] });
    await world.approve();
    await set({ logLevel: 'ERROR' });

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ accepted: 1 });
    // What was logged before the switch was read is there; of what came after, only what proofs rely on.
    expect(names(run)).toEqual(new Set(['run_started', 'message_due', 'send_accepted', 'run_summary']));
  });

  it.each([
    ['does not read', async () => await set({ notify: 'loud' })],
    [
      'cannot be read',
      // The switch is the first read of a run.
      async () => world.addFault({ service: 'dynamodb', operation: 'GetItem', kind: 'access-denied' }),
    ],
  ])('tells everything where it %s, and says so', async (_, spoil) => {
    world = await startLambdaWorld({ bookings: [] });
    await world.approve();
    await spoil();

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ outcome: 'succeeded' });
    expect(names(run)).toContain('telemetry_unread');
    expect(texts()).toBe(2);
  });
});
