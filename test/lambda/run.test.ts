import { afterEach, describe, expect, it } from 'vitest';
import { metrics } from '../../src/monitoring/metrics.ts';
import { dayMs, hourMs, inventedBooking, inventedRow, minuteMs, storeId } from './invented-bookings.ts';
import { afternoonMs, type LambdaWorld, scheduledEvent, startLambdaWorld } from './lambda-world.ts';
import { named, sentTo } from './what-a-run-did.ts';

let world: LambdaWorld;
afterEach(() => world.stop());

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
    expect(sentTo(world)).toEqual(['01000000001', '01000000002', '01000000002', '01000000003']);
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

    expect(sentTo(world)).toEqual(['01000000001', '01000000001', '01000000002', '01000000002']);
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
    expect(sentTo(world)).toEqual(['01000000001']);
  });

  it('registers its start and its end in the control table', async () => {
    world = await startLambdaWorld({ bookings: [] });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    const runs = (await world.scan('naver-sms-control')).filter(({ scope }) => scope === 'run');
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ mode: 'live', outcome: 'succeeded', buildId: run.answer.build_id });
    expect(runs[0]?.name).toBe(`${runs[0]?.startedAt}#${runs[0]?.requestId}`);
    // Its time limit, from when Lambda handed the event out: after the init phase, and before the run looked at a clock.
    const timeoutMs = Date.parse(String(runs[0]?.timeoutAt));
    expect(timeoutMs).toBeGreaterThanOrEqual(afternoonMs + 300_000);
    expect(timeoutMs - Date.parse(String(runs[0]?.startedAt))).toBeLessThanOrEqual(300_000);
    expect(Date.parse(String(runs[0]?.endedAt))).toBeGreaterThanOrEqual(afternoonMs);
  });
});
