import { afterEach, describe, expect, it } from 'vitest';
import type { BookingDials, StoreAnswer } from '../../src/sandbox/outside/booking-dials.ts';
import { hourMs, inventedBooking, inventedRow, minuteMs, storeId } from './invented-bookings.ts';
import {
  afternoonMs,
  type LambdaWorld,
  type LambdaWorldOptions,
  scheduledEvent,
  startLambdaWorld,
} from './lambda-world.ts';
import { named, sentTo } from './what-a-run-did.ts';

/* A booking host that refuses, breaks or answers something else: for one store, for one status, for all. */

let world: LambdaWorld;
afterEach(() => world.stop());

const tomorrow = 30 * hourMs;

async function start(dials: BookingDials, options: Partial<LambdaWorldOptions> = {}): Promise<void> {
  world = await startLambdaWorld({ bookings: [inventedBooking(1, tomorrow)], ...options });
  world.outside.turnBookings(dials);
  await world.approve();
}

describe('one store that the host does not answer for', () => {
  it.each([
    // Its id is the smallest: the session is proven on it first.
    ['867589', 'forbidden', 'refuses this store (HTTP 403)'],
    ['867589', 'absent', '404'],
    ['867589', 'broken', '500'],
    ['867589', 'maintenance', 'a page or other text in place of'],
    ['1473826', 'forbidden', 'refuses this store (HTTP 403)'],
  ] as const)(
    '%s, %s: is the failure of that store alone, and no reason for a login',
    async (id, answer, why) => {
      await start({ stores: { [id]: answer } });

      const run = await world.invoke(scheduledEvent);

      expect(run.answer).toMatchObject({
        outcome: 'succeeded',
        stores_failed: 1,
        accepted: 1,
        session: 'cached',
        browser_started: false,
      });
      expect(run.metrics).toMatchObject([{ StoresFailed: 1, LoginAttempts: 0, RunFailures: 0 }]);
      expect(named(run, 'store_failed')).toMatchObject([
        { store_id: id, reason: expect.stringContaining(why) },
      ]);
    },
  );

  it('two stores that refuse at once are no end of the session while a third answers', async () => {
    await start({ stores: { '867589': 'forbidden', '951291': 'forbidden' } });

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ stores_failed: 2, accepted: 1, session: 'cached' });
    expect(run.metrics).toMatchObject([{ LoginAttempts: 0 }]);
  });
});

describe('a host that answers for no store', () => {
  it.each(['maintenance', 'count-text', 'broken', 'absent'] satisfies StoreAnswer[])(
    '%s: fails the run without a login, and the next run works when the host does',
    async (answer) => {
      await start({ all: answer });

      const failed = await world.invoke(scheduledEvent);
      world.outside.turnBookings({});
      world.advance(20 * minuteMs);
      const next = await world.invoke(scheduledEvent);

      expect(failed.end.kind).toBe('error');
      expect(String(failed.answer.errorMessage)).toContain('no store could be read');
      expect(failed.metrics).toMatchObject([{ RunFailures: 1, StoresFailed: 8, LoginAttempts: 0 }]);
      expect(named(failed, 'session_probed')).toMatchObject([{ state: 'unknown' }]);
      expect(named(failed, 'store_failed')).toHaveLength(8);
      expect(next.answer).toMatchObject({ outcome: 'succeeded', accepted: 1, session: 'cached' });
    },
  );

  it('a single store is named by the probe, with what to check, before any cutover', async () => {
    await start({ stores: { '867589': 'forbidden', '951291': 'absent' } });

    const { answer } = await world.invoke({ mode: 'probe' });

    expect(answer).toMatchObject({ isReady: false });
    expect(answer.checks).toContainEqual({
      id: 'stores',
      isOk: false,
      detail:
        'store 867589: the booking host refuses this store (HTTP 403): check that the account still manages it, and its id in stores.yaml; store 951291: the booking host answered 404',
    });
    expect(answer.checks).toContainEqual(expect.objectContaining({ id: 'session', isOk: true }));
  });

  it('is not ready, by the probe', async () => {
    await start({ all: 'maintenance' });

    const probe = await world.invoke({ mode: 'probe' });

    expect(probe.answer.checks).toContainEqual(expect.objectContaining({ id: 'session', isOk: false }));
  });
});

describe('completed bookings', () => {
  const evening = { startMs: afternoonMs + 6 * hourMs };
  const options = [{ name: '인스타 이벤트 (invented)' }];

  it('are not read in hours in which no rule can send for them', async () => {
    await start({}, { isProxied: true });

    const run = await world.invoke(scheduledEvent);

    const calls = world.proxies.outside.calls.filter(({ path }) => path.startsWith('/booking'));
    expect(calls.length).toBeGreaterThan(8);
    expect(calls.filter(({ path }) => path.includes('RC08'))).toEqual([]);
    expect(named(run, 'store_fetched')[0]).toMatchObject({ completed: null });
  });

  it('are read in a run that may still decide in such an hour', async () => {
    await start({}, { isProxied: true, startMs: afternoonMs + 6 * hourMs - 4 * minuteMs });

    await world.invoke(scheduledEvent);

    expect(world.proxies.outside.calls.filter(({ path }) => path.includes('RC08'))).not.toEqual([]);
  });

  it.each([
    ['that fail', { stores: { [storeId]: 'completed-broken' } }, ['01000000001', '01000000003']],
    ['that fail for every store', { all: 'completed-broken' }, ['01000000001']],
  ] as const)('%s take no confirmed booking with them', async (_, dials, sent) => {
    world = await startLambdaWorld({
      ...evening,
      bookings: [
        inventedBooking(1, tomorrow),
        inventedBooking(2, hourMs, { status: 'RC08', options }),
        inventedBooking(3, hourMs, { status: 'RC08', options, storeId: '1120125' }),
      ],
    });
    await world.put('sms', inventedRow(2, { remind_sms: true }));
    await world.put('sms', { ...inventedRow(3, { remind_sms: true }), booking_num: '1120125_3' });
    world.outside.turnBookings(dials);
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(sentTo(world)).toEqual(sent);
    expect(named(run, 'store_failed')[0]).toMatchObject({ reason: expect.stringMatching(/^RC08: .*500/) });
    expect(run.answer.errorMessage === undefined).toBe(!('all' in dials));
  });
});
