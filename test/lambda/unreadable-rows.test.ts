import { afterEach, describe, expect, it } from 'vitest';
import { alarmsOf } from '../../src/monitoring/alarms.ts';
import type { BookingInput } from '../../src/sandbox/outside/booking.ts';
import { hourMs, inventedBooking, minuteMs, storeId } from './invented-bookings.ts';
import { type Invoked, type LambdaWorld, scheduledEvent, startLambdaWorld } from './lambda-world.ts';
import { named, sentTo } from './what-a-run-did.ts';

/* Bookings that cannot be read: their customers get nothing, so somebody must hear of it, whatever the switches say. */

let world: LambdaWorld;
afterEach(() => world.stop());

const tomorrow = 30 * hourMs;
const other = '1120125';
const good = (id: number, more: Partial<BookingInput> = {}) => inventedBooking(id, tomorrow, more);
const masked = (id: number, more: Partial<BookingInput> = {}) => good(id, { isPhoneMasked: true, ...more });
const several = (count: number, make: (id: number) => BookingInput) =>
  Array.from({ length: count }, (_, index) => make(index + 1));

async function start(bookings: readonly BookingInput[]): Promise<void> {
  world = await startLambdaWorld({ bookings });
  await world.approve();
  // The quietest that an operator may set.
  await world.put('naver-sms-control', {
    ...{ scope: 'control', name: 'telemetry', notify: 'failures', logLevel: 'ERROR' },
    ...{ setBy: 'test', setAt: '2026-11-01T00:00:00.000Z', reason: 'test' },
  });
}

const lastText = () => String(world.outside.telegramMessages.at(-1)?.text ?? '');

/** Ids of the alarms that a run's metrics would set off by themselves. */
function firing({ metrics: [line = {}] }: Invoked): readonly string[] {
  return alarmsOf({ function: 'f', relay: 'r' })
    .filter(({ comparison }) => comparison === 'GreaterThanOrEqualToThreshold')
    .filter(({ metric, threshold }) => Number(line[metric]) >= threshold)
    .map(({ id }) => id);
}

describe('rows of every store that cannot be read', () => {
  it.each([
    [
      'without a snapshot, as the host renamed it',
      () => world.outside.turnBookings({ rows: 'renamed' }),
      good,
      'invalid-row',
    ],
    ['with masked phones', () => undefined, masked, 'masked-phone'],
    [
      'of a status that nobody knows',
      () => undefined,
      (id: number) => good(id, { status: 'RC99' }),
      'unknown-status',
    ],
    [
      'with phones that receive no SMS',
      () => undefined,
      (id: number) => good(id, { phone: '0212345678' }),
      'invalid-phone',
    ],
    [
      'with a snapshot of another type',
      () => undefined,
      (id: number) => good(id, { listedAs: { snapshotJson: 7 } }),
      'invalid-row',
    ],
  ])('%s: fail the run, with metric, alarm, log lines and a text', async (_, turn, make, reason) => {
    await start([...several(15, make), ...several(15, (id) => ({ ...make(id + 20), storeId: other }))]);
    turn();

    const run = await world.invoke(scheduledEvent);

    expect(run.end.kind).toBe('error');
    expect(String(run.answer.errorMessage)).toMatch(
      /no store could be read: .*15 of 15 bookings cannot be read/,
    );
    expect(named(run, 'run_summary')).toMatchObject([
      { outcome: 'failed', bookings_seen: 30, bookings_read: 0, bookings_skipped_by: { [reason]: 30 } },
    ]);
    expect(named(run, 'booking_skipped')).toHaveLength(30);
    expect(firing(run)).toEqual(
      expect.arrayContaining(['run-failures', 'stores-failed', 'bookings-skipped']),
    );
    expect(lastText()).toMatch(/실패 \/ FAILED[\s\S]*새로 건너뛴 예약 \/ bookings newly skipped 30/);
  });
});

describe('most rows of one store that cannot be read', () => {
  it('are the failure of that store: its readable ones and the other stores are served', async () => {
    await start([...several(3, masked), good(4), good(5, { storeId: other })]);

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({
      outcome: 'succeeded',
      stores_failed: 1,
      bookings_skipped: 3,
      accepted: 2,
    });
    expect(named(run, 'store_failed')).toMatchObject([
      { store_id: storeId, reason: expect.stringContaining('masked-phone at phone: 3') },
    ]);
    expect(lastText()).toContain('확인 필요 / LOOK');
  });
});

describe('one booking that cannot be read', () => {
  it('is trouble in the run that meets it first, and counted in the others', async () => {
    await start([masked(1), good(2), good(3)]);

    const first = await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);
    const second = await world.invoke(scheduledEvent);
    world.outside.addBookings([masked(4)]);
    world.advance(20 * minuteMs);
    const third = await world.invoke(scheduledEvent);

    expect(first.answer).toMatchObject({ outcome: 'succeeded', accepted: 2, bookings_newly_skipped: 1 });
    expect(second.answer).toMatchObject({ bookings_skipped: 1, bookings_newly_skipped: 0 });
    expect(third.answer).toMatchObject({ bookings_skipped: 2, bookings_newly_skipped: 1 });
    expect([first, second, third].map(firing)).toEqual([['bookings-skipped'], [], ['bookings-skipped']]);
    expect([first, second, third].map((run) => named(run, 'booking_skipped').length)).toEqual([1, 1, 2]);
    expect(world.outside.telegramMessages).toHaveLength(2);
    expect(sentTo(world)).toEqual(['01000000002', '01000000003']);
  });

  it('and becomes readable is sent, and is trouble again if that ends', async () => {
    await start([masked(1), good(2), good(3)]);
    await world.invoke(scheduledEvent);
    world.outside.addBookings([good(1)]);
    world.advance(20 * minuteMs);

    const readable = await world.invoke(scheduledEvent);

    expect(readable.answer).toMatchObject({ accepted: 1, bookings_skipped: 0 });
  });

  it('is trouble in each run whose memory cannot be written', async () => {
    await start([masked(1), good(2), good(3)]);
    world.addFault({ service: 'dynamodb', operation: 'PutItem', nth: 2, times: 100, kind: 'access-denied' });

    const first = await world.invoke(scheduledEvent);

    expect(first.answer).toMatchObject({ outcome: 'succeeded', bookings_newly_skipped: 1, accepted: 2 });
  });
});
