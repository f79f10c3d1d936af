import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/runtime/clock.ts';
import { waitUntil } from '../../../src/runtime/wait-until.ts';
import { startChild } from '../../../src/sandbox/lambda/child.ts';
import { startWarmRuntime } from '../../image/warm-runtime.ts';
import { dayMs, hourMs, inventedBooking } from '../invented-bookings.ts';
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

/** One process of the bundle, which takes run after run. */
async function startWarmProcess() {
  const runtime = await startWarmRuntime();
  const lines: string[] = [];
  const child = startChild({
    bundle: join(import.meta.dirname, '../../../dist/lambda/run.mjs'),
    environment: { ...world.environment, AWS_LAMBDA_RUNTIME_API: runtime.address },
    offsetMs: world.startMs - Date.now(),
    onLine: (line) => lines.push(line),
  });
  const died = child.ended.then(() => Promise.reject(new Error(`the process ended: ${lines.at(-1)}`)));
  died.catch(() => undefined);
  return {
    run: async () => {
      const toldBefore = texts();
      const from = lines.length;
      await Promise.race([runtime.invoke(scheduledEvent, world.startMs + hourMs), died]);
      const ended = async () =>
        lines.slice(from).some((line) => line.includes('"run_summary"')) ? true : null;
      await waitUntil({
        clock: systemClock,
        deadlineMs: 120_000,
        intervalMs: 2,
        maxIntervalMs: 20,
        probe: ended,
      });
      await Promise.race([runtime.idle(), died]);
      const events = lines.slice(from).flatMap((line) => /"event":"(\w+)"/.exec(line)?.[1] ?? []);
      return { told: texts() - toldBefore, events };
    },
    stop: () => {
      child.kill();
      runtime.stop();
    },
  };
}

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
    expect(names(run)).toEqual(
      new Set(['run_started', 'message_due', 'send_accepted', 'notification_sent', 'run_summary']),
    );
  });

  it('takes effect in the next run of a process that is warm, and so does its way back', async () => {
    world = await startLambdaWorld({ bookings: [] });
    await world.approve();
    const warm = await startWarmProcess();

    const first = await warm.run();
    await set({ notify: 'off', logLevel: 'ERROR' });
    const quiet = await warm.run();
    await set({});
    const again = await warm.run();
    warm.stop();

    expect([first, quiet, again].map(({ told }) => told)).toEqual([2, 0, 2]);
    expect(first.events).toContain('store_fetched');
    expect(quiet.events).toEqual(['run_started', 'run_summary']);
    expect(again.events).toEqual(first.events);
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
