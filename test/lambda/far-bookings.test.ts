import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { editFile } from '../rules/settings/edit-file.ts';
import { dayMs, hourMs, inventedBooking, minuteMs, storeId } from './invented-bookings.ts';
import { type Invoked, type LambdaWorld, scheduledEvent, startLambdaWorld } from './lambda-world.ts';
import { named, sentTo } from './what-a-run-did.ts';

/* Bookings far ahead: confirmed as soon as they are made, as the old function did, which read without any window. */

let world: LambdaWorld | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

const daysAhead = (days: number) => (folder: string) =>
  editFile(join(folder, 'stores.yaml'), /confirmedDaysAhead: \d+/, `confirmedDaysAhead: ${days}`);

/** What an earlier build of ours left in the control table: it was live an hour ago, and read 31 days ahead. */
const earlierLiveRun = (atMs: number) => ({
  ...{ scope: 'run', name: `${new Date(atMs - hourMs).toISOString()}#earlier`, requestId: 'earlier' },
  ...{ startedAt: new Date(atMs - hourMs).toISOString(), timeoutAt: new Date(atMs).toISOString() },
  ...{ endedAt: new Date(atMs).toISOString(), outcome: 'succeeded', mode: 'live', buildId: 'earlier' },
});

describe('a booking far ahead', () => {
  describe('so many days', () => {
    const daysAway = [30, 31, 32, 40, 62, 93, 200, 364].map((days, index) => [days, index + 1] as const);
    let runs: readonly Invoked[];
    let sent: readonly unknown[];
    beforeAll(async () => {
      const far = await startLambdaWorld({
        bookings: daysAway.map(([days, id]) => inventedBooking(id, days * dayMs)),
      });
      await far.approve();
      const first = await far.invoke(scheduledEvent);
      far.advance(20 * minuteMs);
      runs = [first, await far.invoke(scheduledEvent)];
      sent = sentTo(far);
      await far.stop();
    });

    it.each(daysAway)('%i days: is confirmed, once', (_, id) => {
      expect(sent.filter((to) => to === `0100000000${id}`)).toHaveLength(1);
    });

    it('all in the first run that can see them', () => {
      const [first, second] = runs;
      expect([first?.answer.accepted, second?.answer.messages_due]).toEqual([daysAway.length, 0]);
      expect(sent).toHaveLength(daysAway.length);
    });
  });

  it('at the very cut of two windows is read once', async () => {
    // Midnight in Korea, 31 days after the day of the run.
    const cutMs = Date.parse('2026-12-02T15:00:00Z');
    world = await startLambdaWorld({
      bookings: [inventedBooking(1, 0, { startsAt: new Date(cutMs).toISOString() })],
    });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ messages_due: 1, accepted: 1, bookings_read: 1 });
  });

  it('beyond what stores.yaml says shops take is not read', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 40 * dayMs)], configure: daysAhead(31) });
    await world.approve();

    expect((await world.invoke(scheduledEvent)).answer).toMatchObject({ bookings_seen: 0 });
  });
});

describe('a backlog that a longer window brings', () => {
  const farAway = [
    inventedBooking(1, 40 * dayMs),
    inventedBooking(2, 20 * dayMs),
    // Made after the window became longer.
    inventedBooking(3, 41 * dayMs, {
      registeredAt: new Date(Date.parse('2026-11-02T05:10:00Z')).toISOString(),
    }),
  ];

  it('waits for an acknowledgement, and is reported; what was made since, or is near, is confirmed', async () => {
    world = await startLambdaWorld({ bookings: farAway });
    await world.put('naver-sms-control', earlierLiveRun(world.startMs));
    await world.approve();

    const first = await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);
    const second = await world.invoke(scheduledEvent);

    expect(first.answer).toMatchObject({ accepted: 1, withheld: 1, stores_withheld: 1, missed: 0 });
    expect(named(first, 'store_withheld')).toMatchObject([
      { store_id: storeId, reason: 'far-backlog', messages: 1 },
    ]);
    expect(second.answer).toMatchObject({ accepted: 1, withheld: 1 });
    expect(sentTo(world)).toEqual(['01000000002', '01000000003']);
  });

  it('is confirmed as it comes within the days that were read before', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 33 * dayMs)] });
    await world.put('naver-sms-control', earlierLiveRun(world.startMs));
    await world.approve();

    const far = await world.invoke(scheduledEvent);
    world.advance(3 * dayMs);
    const near = await world.invoke(scheduledEvent);

    expect([far.answer.withheld, near.answer.withheld, near.answer.accepted]).toEqual([1, 0, 1]);
  });

  it('is confirmed once the acknowledgement names its day', async () => {
    world = await startLambdaWorld({
      bookings: farAway,
      configure: (folder) =>
        editFile(
          join(folder, 'stores.yaml'),
          'completedDaysBack: 31',
          'completedDaysBack: 31\n  backlogAcknowledged: 2026-11-02',
        ),
    });
    await world.put('naver-sms-control', earlierLiveRun(world.startMs));
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ accepted: 2, withheld: 0 });
  });

  it.each([
    ['an acknowledgement of last month', '2026-10-01'],
    ['an acknowledgement of a day to come', '2026-11-03'],
  ])('is not let go by %s', async (_, day) => {
    world = await startLambdaWorld({
      bookings: [inventedBooking(1, 40 * dayMs)],
      configure: (folder) =>
        editFile(
          join(folder, 'stores.yaml'),
          'completedDaysBack: 31',
          `completedDaysBack: 31\n  backlogAcknowledged: ${day}`,
        ),
    });
    await world.put('naver-sms-control', earlierLiveRun(world.startMs));
    await world.approve();

    expect((await world.invoke(scheduledEvent)).answer).toMatchObject({ accepted: 0, withheld: 1 });
  });

  it.each([
    ['from 31 days, by a build that remembered them', 31, 1],
    ['from 93 days', 93, 0],
    ['and nothing was remembered: a memory that is malformed', 'many', 1],
  ])('counts from the days that were read before: %s', async (_, before, withheld) => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 40 * dayMs)] });
    await world.put('naver-sms-control', {
      ...{ scope: 'control', name: 'bookings-seen', revision: 7, daysAhead: before, farBacklog: null },
      ...{ at: new Date(world.startMs - hourMs).toISOString(), stores: {}, skipped: {} },
    });
    await world.approve();

    expect((await world.invoke(scheduledEvent)).answer).toMatchObject({ withheld, accepted: 1 - withheld });
  });
});
