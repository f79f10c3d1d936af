import { afterEach, describe, expect, it } from 'vitest';
import { commonFields, envelopeFields, logEvents } from '../../src/monitoring/log-events.ts';
import { metrics } from '../../src/monitoring/metrics.ts';
import { dayMs, hourMs, inventedBooking, inventedRow, minuteMs, storeId } from './invented-bookings.ts';
import {
  afternoonMs,
  bundleBuildId,
  type Invoked,
  type LambdaWorld,
  scheduledEvent,
  startLambdaWorld,
} from './lambda-world.ts';

let world: LambdaWorld;
afterEach(() => world.stop());

const named = (run: Invoked, name: string) => run.events.filter(({ event }) => event === name);
const texts = () => world.outside.sensMessages.map(({ to }) => to).sort();

describe('a scheduled run of the bundle', () => {
  it('sends what is due, records it, and says so in metrics, log, Telegram and Slack', async () => {
    world = await startLambdaWorld({
      bookings: [inventedBooking(1, 2 * dayMs), inventedBooking(2, hourMs), inventedBooking(3, hourMs)],
    });
    await world.put('sms', inventedRow(3));
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(run.end.kind).toBe('response');
    expect(run.answer).toMatchObject({ outcome: 'succeeded', mode: 'live', accepted: 4, messages_due: 4 });
    expect(texts()).toEqual(['01000000001', '01000000002', '01000000002', '01000000003']);
    expect(named(run, 'send_accepted')).toHaveLength(4);
    expect(named(run, 'run_summary')).toMatchObject([
      {
        stores_total: 8,
        stores_failed: 0,
        session: 'cached',
        notifications: [
          { channel: 'telegram', state: 'delivered', message_id: '1' },
          { channel: 'slack', state: 'delivered' },
        ],
      },
    ]);
    expect(world.outside.telegramMessages).toHaveLength(1);
    expect(world.outside.slackMessages).toHaveLength(1);
    const rows = await world.scan('sms');
    expect(rows.find(({ booking_num }) => booking_num === `${storeId}_2`)).toEqual({
      booking_num: `${storeId}_2`,
      phone: '010-0000-0002',
      name: '김가상',
      booking_time: '2026-11-02 15:00:00',
      confirm_sms: true,
      remind_sms: true,
      option_sms: false,
      option_time: '',
    });
  });

  it('publishes every declared metric once, zeros included, and no other', async () => {
    world = await startLambdaWorld({ bookings: [] });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(run.metrics).toHaveLength(1);
    const [line] = run.metrics;
    const { _aws, service, ...values } = line ?? {};
    expect(service).toBe('naver-sms');
    expect(Object.keys(values).sort()).toEqual(Object.keys(metrics).sort());
    expect(values).toMatchObject({ Runs: 1, RunFailures: 0, MessagesAccepted: 0, StoresFailed: 0 });
    expect(JSON.stringify(_aws)).toContain('"Namespace":"naver-sms","Dimensions":[["service"]]');
  });

  it('sends nothing twice over the ticks of two hours', async () => {
    world = await startLambdaWorld({
      bookings: [inventedBooking(1, 100 * minuteMs), inventedBooking(2, 3 * hourMs)],
    });
    await world.approve();

    for (let tick = 0; tick < 6; tick += 1) {
      await world.invoke(scheduledEvent);
      world.advance(20 * minuteMs);
    }

    expect(texts()).toEqual(['01000000001', '01000000001', '01000000002', '01000000002']);
  });

  it('sends the evening message at 20:00 KST to completed bookings with a keyword, once in three runs', async () => {
    const options = [{ name: '인스타 이벤트 (invented)' }];
    world = await startLambdaWorld({
      startMs: afternoonMs + 6 * hourMs,
      bookings: [
        inventedBooking(1, -hourMs, { status: 'RC08', options }),
        inventedBooking(2, -hourMs, { status: 'RC08', options: [{ name: '다른 옵션 (invented)' }] }),
        inventedBooking(3, -hourMs, { status: 'RC08', options }),
        inventedBooking(4, 30 * hourMs, { options }),
      ],
    });
    for (const id of [1, 2, 4]) await world.put('sms', inventedRow(id, { remind_sms: true }));
    await world.approve();

    const first = await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);
    await world.invoke(scheduledEvent);

    expect(named(first, 'message_due')).toMatchObject([{ booking_num: `${storeId}_1`, kind: 'event' }]);
    expect(texts()).toEqual(['01000000001']);
  });

  it('registers its start and its end in the control table', async () => {
    world = await startLambdaWorld({ bookings: [] });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    const runs = (await world.scan('naver-sms-control')).filter(({ scope }) => scope === 'run');
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ mode: 'live', outcome: 'succeeded', buildId: run.answer.build_id });
    expect(runs[0]?.name).toBe(`${runs[0]?.startedAt}#${runs[0]?.requestId}`);
    expect(Date.parse(String(runs[0]?.timeoutAt)) - afternoonMs).toBe(300_000);
    expect(Date.parse(String(runs[0]?.endedAt))).toBeGreaterThanOrEqual(afternoonMs);
  });

  it('writes no name, phone, cookie or secret of anybody', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    const secrets = Object.values(world.outside.keys).flatMap((secret) => Object.values(secret));
    const cookies = world.outside.sessionCookies.map(({ value }) => String(value));
    for (const text of ['김가상', '01000000001', '010-0000-0001', ...secrets, ...cookies]) {
      expect(run.text).not.toContain(text);
      expect(JSON.stringify(world.outside.telegramMessages[0]?.text)).not.toContain(text);
    }
    expect(run.text).toContain('010-****-0001');
  });
});

describe('every log line', () => {
  it('has the declared fields of its event, all of them and no other', async () => {
    const bookings = [
      inventedBooking(1, hourMs),
      inventedBooking(2, hourMs, { isPhoneMasked: true }),
      inventedBooking(3, hourMs, { status: 'RC99' }),
    ];
    world = await startLambdaWorld({ bookings });
    await world.approve();
    world.addFault({ service: 'slack', operation: 'chat.postMessage', kind: 'access-denied', times: 10 });
    world.addFault({ service: 'sens', operation: 'send', kind: 'accept-then-drop' });

    const run = await world.invoke(scheduledEvent);

    const declared: Record<string, { fields: object }> = logEvents;
    for (const line of run.events) {
      const fields = Object.keys(declared[String(line.event)]?.fields ?? {});
      const expected = [...envelopeFields, ...Object.keys(commonFields), ...fields];
      expect(Object.keys(line).sort()).toEqual(expected.sort());
    }
    expect(new Set(run.events.map(({ event }) => event))).toEqual(
      new Set([
        'run_started',
        'session_probed',
        'store_fetched',
        'booking_skipped',
        'message_due',
        'send_claimed',
        'send_in_doubt',
        'send_accepted',
        'notification_sent',
        'notification_failed',
        'run_summary',
      ]),
    );
    const all = run.text.split('\n').filter((line) => line.trim() !== '');
    expect(all).toHaveLength(run.events.length + run.metrics.length);
  });
});

describe('two runs at once', () => {
  it('send each message once', async () => {
    const bookings = Array.from({ length: 10 }, (_, index) => inventedBooking(index + 1, hourMs));
    world = await startLambdaWorld({ bookings });
    await world.approve();

    const runs = await Promise.all([world.invoke(scheduledEvent), world.invoke(scheduledEvent)]);

    expect(runs.map(({ end }) => end.kind)).toEqual(['response', 'response']);
    expect(texts()).toHaveLength(20);
    const byText = world.outside.sensMessages.map(({ to, content }) => `${to} ${content}`);
    expect(new Set(byText).size).toBe(20);
  });
});

describe('a message of which SENS gave no answer', () => {
  it('is found in its list by a later run and not sent again', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 30 * hourMs)] });
    await world.approve();
    world.addFault({ service: 'sens', operation: 'send', kind: 'accept-then-drop' });

    const first = await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);
    const second = await world.invoke(scheduledEvent);

    expect(first.answer).toMatchObject({ accepted: 0, in_doubt: 1 });
    expect(second.answer).toMatchObject({ accepted: 0, adopted: 1, in_doubt: 0, messages_due: 0 });
    expect(second.metrics).toMatchObject([{ MessagesAccepted: 1, MessagesInDoubt: 0 }]);
    expect(texts()).toEqual(['01000000001']);
  });
});

describe('a window that passed while a stop was set', () => {
  it('is recorded as missed, once', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 3 * hourMs)] });
    await world.put('sms', inventedRow(1));
    await world.approve();
    world.advance(4 * hourMs);

    const first = await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);
    const second = await world.invoke(scheduledEvent);

    expect(named(first, 'send_missed')).toMatchObject([{ booking_num: `${storeId}_1`, kind: 'guide' }]);
    expect([first.answer.missed, second.answer.missed]).toEqual([1, 0]);
    expect(texts()).toEqual([]);
  });
});

describe('another sender at work', () => {
  it('stops the run with an error before it sends anything', async () => {
    const registeredAt = new Date(afternoonMs + minuteMs).toISOString();
    world = await startLambdaWorld({
      bookings: [inventedBooking(1, 30 * hourMs, { registeredAt }), inventedBooking(2, hourMs)],
    });
    await world.approve();
    world.advance(2 * minuteMs);
    await world.put('sms', inventedRow(1));

    const run = await world.invoke(scheduledEvent);

    expect(run.end.kind).toBe('error');
    expect(String(run.answer.errorMessage)).toContain('another sender is at work');
    expect(texts()).toEqual([]);
  });
});

describe('a run that may not send', () => {
  it('is off without an approval, for another build, and after the end of one', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });

    const without = await world.invoke(scheduledEvent);
    await world.approve({ buildId: 'another' });
    const otherBuild = await world.invoke(scheduledEvent);
    await world.approve({ until: new Date(afternoonMs - 1).toISOString() });
    const over = await world.invoke(scheduledEvent);

    for (const run of [without, otherBuild, over]) {
      expect(run.answer).toMatchObject({ mode: 'off', messages_due: 2, left_over: 2, accepted: 0 });
    }
    expect(texts()).toEqual([]);
    expect(await world.scan('sms')).toEqual([]);
  });

  it('leaves all as it is while a stop is set, and says so', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });
    await world.approve();
    const stop = { who: 'invented', why: 'test', at: new Date(afternoonMs).toISOString(), run: '1' };
    await world.put('naver-sms-control', { scope: 'control', name: 'stop', ...stop });

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ outcome: 'stopped', accepted: 0 });
    expect(texts()).toEqual([]);
  });

  it('refuses {} and unknown events with an error and does nothing', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });
    await world.approve();

    for (const event of [{}, null, { dry_run: false }, { mode: 'live' }, { mode: 'dry-run', force: true }]) {
      const run = await world.invoke(event);
      expect(run.end.kind).toBe('error');
      expect(String(run.answer.errorMessage)).toMatch(/^event refused, nothing was done/);
    }
    expect(texts()).toEqual([]);
    expect((await world.scan('naver-sms-control')).filter(({ scope }) => scope === 'run')).toEqual([]);
  });

  it('decides and writes nothing in a dry run, live approval or not', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });
    await world.approve();

    const run = await world.invoke({ mode: 'dry-run' });

    expect(named(run, 'message_due')).toHaveLength(2);
    expect(run.answer).toMatchObject({ mode: 'off', trigger: 'dry-run', left_over: 2 });
    expect(texts()).toEqual([]);
    expect(run.metrics).toEqual([]);
    expect(world.outside.telegramMessages).toEqual([]);
    expect(await world.scan('sms')).toEqual([]);
  });

  it('writes to sms_v2 alone in shadow', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });
    await world.approve({ mode: 'shadow' });

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ mode: 'shadow', accepted: 0 });
    expect(await world.scan('sms_v2')).toMatchObject([{ confirm_sms: true, remind_sms: true }]);
    expect(await world.scan('sms')).toEqual([]);
    expect(texts()).toEqual([]);
  });

  it('claims nothing in its last 15 seconds and says what it left', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)], remainingMs: 14_000 });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ outcome: 'succeeded', accepted: 0, left_over: 2 });
    expect(named(run, 'send_stopped')).toMatchObject([{ left_over: 2 }]);
    expect(named(run, 'notification_failed')).toHaveLength(2);
  });
});

describe('a replay', () => {
  it('reads the span that it names and nothing else', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs), inventedBooking(2, 3 * dayMs)] });
    await world.approve();
    const at = (ms: number) => new Date(afternoonMs + ms).toISOString();

    const run = await world.invoke({ mode: 'replay', from: at(2 * dayMs), to: at(4 * dayMs) });

    expect(run.answer).toMatchObject({ trigger: 'replay', mode: 'live', bookings_seen: 1, accepted: 1 });
    expect(texts()).toEqual(['01000000002']);
  });
});

describe('a probe', () => {
  it('answers the build and what it could reach, without effect', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });

    const run = await world.invoke({ mode: 'probe' });

    expect(run.answer).toMatchObject({ isReady: true, buildId: await bundleBuildId() });
    expect(await world.scan('naver-sms-control')).toEqual([]);
    expect(run.metrics).toEqual([]);
  });
});

describe('a run that fails', () => {
  it.each(['unauthorized', 'not-a-list', 'redirect'] as const)(
    'throws where the session is over (%s), after its summary and metrics',
    async (expiryForm) => {
      world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)], expiryForm });
      await world.approve();
      const stale = world.outside.sessionCookies.map((cookie) => ({ ...cookie, value: 'stale' }));
      await world.put('session', { id: '1', cookies: JSON.stringify(stale) });

      const run = await world.invoke(scheduledEvent);

      expect(run.end.kind).toBe('error');
      expect(run.answer).toMatchObject({ errorType: 'RunFailed' });
      expect(String(run.answer.errorMessage)).toContain('the Naver session has expired');
      expect(named(run, 'session_probed')).toMatchObject([{ state: 'expired' }]);
      expect(named(run, 'run_failed')).toMatchObject([{ error_name: 'SessionExpired' }]);
      expect(named(run, 'run_summary')).toMatchObject([{ outcome: 'failed', stores_failed: 8 }]);
      expect(run.metrics).toMatchObject([{ Runs: 1, RunFailures: 1, StoresFailed: 8 }]);
      expect(world.outside.telegramMessages).toHaveLength(1);
      expect(texts()).toEqual([]);
      const [registered] = (await world.scan('naver-sms-control')).filter(({ scope }) => scope === 'run');
      expect(registered).toMatchObject({ outcome: 'failed', endedAt: expect.any(String) });
    },
  );

  it('throws where no store can be read, and never takes that for no bookings', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });
    await world.approve();
    world.addFault({ service: 'booking', operation: 'list', kind: 'server-error', times: 1_000 });

    const run = await world.invoke(scheduledEvent);

    expect(run.end.kind).toBe('error');
    expect(named(run, 'store_failed')).toHaveLength(8);
    expect(run.metrics).toMatchObject([{ RunFailures: 1, StoresFailed: 8 }]);
  });

  it('throws before it sends where a table cannot be read', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });
    await world.approve();
    world.addFault({ service: 'dynamodb', operation: 'BatchGetItem', kind: 'access-denied', times: 100 });

    const run = await world.invoke(scheduledEvent);

    expect(run.end.kind).toBe('error');
    expect(String(run.answer.errorMessage)).toBe('AWS answered AccessDeniedException');
    expect(texts()).toEqual([]);
  });
});

describe('a channel that fails', () => {
  it('fails no run, and the other channel still gets its message', async () => {
    world = await startLambdaWorld({ bookings: [] });
    await world.approve();
    world.addFault({ service: 'slack', operation: 'chat.postMessage', kind: 'access-denied', times: 10 });

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ outcome: 'succeeded' });
    expect(run.metrics).toMatchObject([{ NotificationFailures: 1 }]);
    expect(named(run, 'notification_failed')).toMatchObject([
      { channel: 'slack', reason: 'Slack answered 200: account_inactive' },
    ]);
    expect(world.outside.telegramMessages).toHaveLength(1);
  });
});
