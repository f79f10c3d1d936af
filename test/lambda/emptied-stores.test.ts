import { afterEach, describe, expect, it } from 'vitest';
import type { BookingDials } from '../../src/sandbox/outside/booking-dials.ts';
import { dayMs, hourMs, inventedBooking, minuteMs } from './invented-bookings.ts';
import { type Invoked, type LambdaWorld, scheduledEvent, startLambdaWorld } from './lambda-world.ts';
import { named } from './what-a-run-did.ts';

/* A host that shows no booking any more: compared with what the last run saw, an empty list is trouble. */

let world: LambdaWorld;
afterEach(() => world.stop());

const other = '1120125';

async function startSeen(): Promise<void> {
  const bookings = [
    ...Array.from({ length: 3 }, (_, index) => inventedBooking(index + 1, 30 * hourMs + index * minuteMs)),
    ...Array.from({ length: 3 }, (_, index) =>
      inventedBooking(index + 31, 3 * dayMs + index * minuteMs, { storeId: other }),
    ),
  ];
  world = await startLambdaWorld({ bookings });
  await world.approve();
  const first = await world.invoke(scheduledEvent);
  expect(first.answer).toMatchObject({ outcome: 'succeeded', accepted: 6, stores_emptied: 0 });
}

async function tick(dials: BookingDials, ms = 20 * minuteMs): Promise<Invoked> {
  world.advance(ms);
  world.outside.turnBookings(dials);
  return await world.invoke(scheduledEvent);
}

const lastText = () => String(world.outside.telegramMessages.at(-1)?.text);
const alertOnly = () =>
  world.put('naver-sms-control', {
    ...{ scope: 'control', name: 'telemetry', notify: 'failures', logLevel: 'ERROR' },
    ...{ setBy: 'test', setAt: '2026-11-01T00:00:00.000Z', reason: 'test' },
  });

describe('a host without bookings, one tick after it had six', () => {
  it('in all stores is trouble in summary, metric, log and channels, in each run until they return', async () => {
    await startSeen();
    await alertOnly();

    const empty = await tick({ all: 'empty' });
    const still = await tick({ all: 'empty' });
    const back = await tick({});

    for (const run of [empty, still]) {
      expect(run.answer).toMatchObject({ outcome: 'succeeded', bookings_seen: 0, stores_emptied: 2 });
      expect(run.metrics).toMatchObject([{ StoresEmptied: 2 }]);
    }
    expect(named(empty, 'store_emptied')).toMatchObject([
      { store_id: '1051707', bookings_before: 3, last_visit: '2026-11-03 20:02:00' },
      { store_id: other, bookings_before: 3 },
    ]);
    expect(world.outside.telegramMessages).toHaveLength(3);
    expect(lastText()).toMatch(
      /확인 필요 \/ LOOK[\s\S]*예약이 사라진 매장[\s\S]*2 → naver-sms bookings status/,
    );
    expect(back.answer).toMatchObject({ bookings_seen: 6, stores_emptied: 0 });
  });

  it('in one store is trouble too', async () => {
    await startSeen();

    const run = await tick({ stores: { [other]: 'empty' } });

    expect(run.answer).toMatchObject({ stores_emptied: 1, bookings_seen: 3 });
    expect(named(run, 'store_emptied')).toMatchObject([{ store_id: other }]);
  });

  it('is compared with what was seen before a run in which the host failed', async () => {
    await startSeen();

    const broken = await tick({ all: 'broken' });
    const empty = await tick({ all: 'empty' });

    expect(broken.metrics).toMatchObject([{ StoresFailed: 8, StoresEmptied: 0 }]);
    expect(empty.answer).toMatchObject({ stores_emptied: 2 });
  });

  it('is no trouble once the last visit that was seen has begun', async () => {
    await startSeen();

    const run = await tick({ all: 'empty' }, 2 * dayMs);

    expect(named(run, 'store_emptied')).toMatchObject([{ store_id: other }]);
    expect((await tick({ all: 'empty' }, 2 * dayMs)).answer).toMatchObject({ stores_emptied: 0 });
  });

  it('is no trouble for a store that an operator accepted since', async () => {
    await startSeen();
    await tick({ all: 'empty' });
    await world.put('naver-sms-control', {
      scope: 'control',
      name: 'bookings-accepted',
      stores: { [other]: new Date(world.startMs + 30 * minuteMs).toISOString() },
      acceptedBy: 'test',
      acceptedAt: new Date(world.startMs + 30 * minuteMs).toISOString(),
      reason: 'closed for renovation',
    });

    const run = await tick({ all: 'empty' });
    await tick({});
    const again = await tick({ all: 'empty' });

    expect(named(run, 'store_emptied')).toMatchObject([{ store_id: '1051707' }]);
    // It had bookings after that: the acceptance was of what was seen before it.
    expect(named(again, 'store_emptied')).toHaveLength(2);
  });

  it('is reported by a run that may not send, and remembered by no run that only looks', async () => {
    await startSeen();
    await world.approve({ mode: 'off' });

    world.advance(20 * minuteMs);
    world.outside.turnBookings({ all: 'empty' });
    const looking = await world.invoke({ mode: 'dry-run' });
    const off = await tick({ all: 'empty' });

    expect(looking.answer).toMatchObject({ stores_emptied: 2 });
    expect(off.answer).toMatchObject({ mode: 'off', stores_emptied: 2 });
  });

  it('nothing is known of before: is no trouble, and a memory that is malformed is reported and replaced', async () => {
    world = await startLambdaWorld({ bookings: [] });
    await world.approve();
    await world.put('naver-sms-control', { scope: 'control', name: 'bookings-seen', stores: 'none' });

    const first = await world.invoke(scheduledEvent);
    const second = await tick({});

    expect(first.answer).toMatchObject({ outcome: 'succeeded', stores_emptied: 0, checks_unread: 1 });
    expect(second.answer).toMatchObject({ checks_unread: 0 });
    expect(named(first, 'bookings_seen_unread')).toHaveLength(1);
    expect(named(second, 'bookings_seen_unread')).toEqual([]);
  });
});
