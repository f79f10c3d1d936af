import { afterEach, describe, expect, it } from 'vitest';
import { dayMs, hourMs, inventedBooking, storeId } from './invented-bookings.ts';
import { afternoonMs, type LambdaWorld, scheduledEvent, startLambdaWorld } from './lambda-world.ts';
import { named, sentTo } from './what-a-run-did.ts';

let world: LambdaWorld;
afterEach(() => world.stop());

describe('a run that may not send', () => {
  it('is off without an approval, for another build, and after the end of one', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });

    const without = await world.invoke(scheduledEvent);
    await world.approve({ buildId: 'another' });
    const otherBuild = await world.invoke(scheduledEvent);
    await world.approve({ until: new Date(afternoonMs - 1).toISOString() });
    const over = await world.invoke(scheduledEvent);

    for (const run of [without, otherBuild, over]) {
      expect(run.answer).toMatchObject({
        mode: 'off',
        messages_due: 2,
        skipped_by: { 'not-live': 2 },
        accepted: 0,
      });
    }
    expect(sentTo(world)).toEqual([]);
    expect(await world.scan('sms')).toEqual([]);
  });

  it('leaves all as it is while a stop is set, and says so', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });
    await world.approve();
    const stop = { who: 'invented', why: 'test', at: new Date(afternoonMs).toISOString(), run: '1' };
    await world.put('naver-sms-control', { scope: 'control', name: 'stop', ...stop });

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ outcome: 'stopped', accepted: 0 });
    expect(sentTo(world)).toEqual([]);
  });

  it('refuses {} and unknown events with an error and does nothing', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });
    await world.approve();

    for (const event of [{}, null, { dry_run: false }, { mode: 'live' }, { mode: 'dry-run', force: true }]) {
      const run = await world.invoke(event);
      expect(run.end.kind).toBe('error');
      expect(String(run.answer.errorMessage)).toMatch(/^event refused, nothing was done/);
    }
    expect(sentTo(world)).toEqual([]);
    expect((await world.scan('naver-sms-control')).filter(({ scope }) => scope === 'run')).toEqual([]);
  });

  it('decides and writes nothing in a dry run, live approval or not', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });
    await world.approve();

    const run = await world.invoke({ mode: 'dry-run' });

    expect(named(run, 'message_due')).toHaveLength(2);
    expect(run.answer).toMatchObject({ mode: 'off', trigger: 'dry-run', skipped: 2 });
    expect(sentTo(world)).toEqual([]);
    expect(run.metrics).toEqual([]);
    expect(world.outside.telegramMessages).toEqual([]);
    expect(await world.scan('sms')).toEqual([]);
  });

  it('accounts for each due message also where it fails before it comes to them', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });
    await world.approve({ mode: 'shadow' });
    world.addFault({ service: 'dynamodb', operation: 'UpdateItem', kind: 'access-denied' });

    const run = await world.invoke(scheduledEvent);

    expect(run.end.kind).toBe('error');
    expect(named(run, 'run_summary')).toMatchObject([
      { outcome: 'failed', messages_due: 2, skipped: 2, skipped_by: { 'run-failed': 2 } },
    ]);
  });

  it('writes to sms_v2 alone in shadow', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });
    await world.approve({ mode: 'shadow' });

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ mode: 'shadow', accepted: 0 });
    expect(await world.scan('sms_v2')).toMatchObject([{ confirm_sms: true, remind_sms: true }]);
    expect(await world.scan('sms')).toEqual([]);
    expect(sentTo(world)).toEqual([]);
  });

  it('claims nothing in its last 15 seconds and says what it left', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)], remainingMs: 14_000 });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ outcome: 'succeeded', accepted: 0, postponed: 2 });
    expect(named(run, 'send_stopped')).toMatchObject([{ postponed: 2 }]);
    expect(world.outside.telegramMessages[0]?.text).toContain('postponed 2');
    expect(named(run, 'notification_sent')).toHaveLength(2);
  });

  it('gives a channel up that asks for more time than the run has, and tells the other one', async () => {
    world = await startLambdaWorld({ bookings: [], remainingMs: 10_900 });
    // Telegram asks for 3 s; 8 s are kept for the last answer, the metrics and the summary line.
    world.addFault({ service: 'telegram', operation: 'sendMessage', kind: 'throttle', times: 9 });

    const run = await world.invoke(scheduledEvent);

    expect(named(run, 'notification_failed')).toMatchObject([
      { channel: 'telegram', reason: expect.stringMatching(/429.*given up after 1 attempt: .*too late$/) },
    ]);
    expect(named(run, 'notification_sent')).toMatchObject([{ channel: 'slack', state: 'delivered' }]);
    expect(run.answer).toMatchObject({ outcome: 'succeeded' });
    expect(world.outside.slackMessages).toHaveLength(1);
  });

  it('tells the channels nothing in its last 8 seconds, and its summary still says so', async () => {
    world = await startLambdaWorld({ bookings: [], remainingMs: 7_500 });

    const run = await world.invoke(scheduledEvent);

    expect(named(run, 'notification_failed').map(({ reason }) => reason)).toEqual([
      'the run had no time left for it',
      'the run had no time left for it',
    ]);
    expect(run.answer).toMatchObject({ notifications: [{ state: 'failed' }, { state: 'failed' }] });
    expect(run.metrics).toMatchObject([{ Runs: 1, NotificationFailures: 2 }]);
    expect(world.outside.telegramMessages).toEqual([]);
  });
});

describe('a replay', () => {
  it('reads the span that it names and nothing else', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs), inventedBooking(2, 3 * dayMs)] });
    await world.approve();
    const at = (ms: number) => new Date(afternoonMs + ms).toISOString();

    const run = await world.invoke({ mode: 'replay', from: at(2 * dayMs), to: at(4 * dayMs) });

    expect(run.answer).toMatchObject({ trigger: 'replay', mode: 'live', bookings_seen: 1, accepted: 1 });
    expect(sentTo(world)).toEqual(['01000000002']);
  });

  describe('of named bookings', () => {
    const span = {
      from: new Date(afternoonMs).toISOString(),
      to: new Date(afternoonMs + dayMs).toISOString(),
    };
    const replay = async (...bookings: string[]) => {
      const near = [1, 2].map((number) => inventedBooking(number, number * hourMs));
      world = await startLambdaWorld({ bookings: near });
      await world.approve();
      return await world.invoke({ mode: 'replay', ...span, bookings });
    };

    it('sends for them alone', async () => {
      const run = await replay(`${storeId}_2`);

      expect(run.answer).toMatchObject({ trigger: 'replay', outcome: 'succeeded' });
      expect(new Set(sentTo(world))).toEqual(new Set(['01000000002']));
    });

    it.each([
      ['is not in the span', '1051707_999999', /bookings that its span does not hold, 1051707_999999/],
      ['is of an unknown store', '99_1', /store 99, which stores.yaml does not know/],
      ['is no booking number', 'all', /"bookings.0" does not fit .*<store>_<id>/],
    ])('sends nothing at all where one %s', async (_, bookingNum, message) => {
      const run = await replay(bookingNum);

      expect(run.answer).toMatchObject({ errorMessage: expect.stringMatching(message) });
      expect(world.outside.sensMessages).toEqual([]);
    });
  });
});
