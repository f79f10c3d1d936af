import { afterEach, describe, expect, it } from 'vitest';
import { commonFields, envelopeFields, logEvents } from '../../src/monitoring/log-events.ts';
import { metrics } from '../../src/monitoring/metrics.ts';
import { dayMs, hourMs, inventedBooking, inventedRow, minuteMs, storeId } from './invented-bookings.ts';
import {
  afternoonMs,
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
