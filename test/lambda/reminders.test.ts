import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jsonAnswer, type ProxiedCall } from '../support/answer-proxy.ts';
import { dayMs, hourMs, inventedBooking, minuteMs } from './invented-bookings.ts';
import { type Invoked, type LambdaWorld, scheduledEvent, startLambdaWorld } from './lambda-world.ts';
import { named } from './what-a-run-did.ts';

/* CloudWatch reports that an alarm began and then is silent: the runs repeat an alarm that lasts. */

let world: LambdaWorld;
beforeEach(async () => {
  world = await startLambdaWorld({ bookings: [inventedBooking(1, 3 * dayMs)], isProxied: true });
  await world.approve();
});
afterEach(() => world.stop());

const isSend = ({ method, path }: ProxiedCall): boolean =>
  method === 'POST' && path.startsWith('/sens/') && path.endsWith('/messages');
const refuseOnce = () =>
  world.proxies.outside.change({ when: isSend, times: 1, answer: () => jsonAnswer(400, { status: 'x' }) });
const notify = (setting: string) =>
  world.put('naver-sms-control', { scope: 'control', name: 'telemetry', notify: setting, logLevel: 'INFO' });
const failStores = () =>
  world.addFault({ service: 'booking', operation: 'list', kind: 'server-error', times: 10_000 });

async function runAfter(ms: number): Promise<Invoked> {
  world.advance(ms);
  return await world.invoke(scheduledEvent);
}
const telegram = () => world.outside.telegramMessages.map(({ text }) => String(text));
const reminders = () => telegram().filter((text) => text.includes('STILL ALARM'));

describe('an alarm that lasts', () => {
  it('is repeated after six hours and again after twelve, at both channels, with since when and the next command', async () => {
    await notify('off');
    refuseOnce();
    await runAfter(0);
    await runAfter(5 * hourMs);
    expect(telegram()).toEqual([]);

    const sixth = await runAfter(hourMs);
    await runAfter(20 * minuteMs);
    await runAfter(5 * hourMs + 40 * minuteMs);

    expect(reminders()).toEqual([
      '[경보 계속 / STILL ALARM] naver-sms-messages-refused · 20:00 KST\n' +
        '11-02 14:00 KST부터 6시간째 / since 11-02 14:00 KST, for 6 h\n' +
        '거부된 문자가 나가지 않고 있습니다.\nA refused message is not sent until an operator acts.\n' +
        '다음 / Next: naver-sms sends list --state refused',
      expect.stringContaining('for 12 h'),
    ]);
    expect(world.outside.slackMessages).toHaveLength(2);
    expect(named(sixth, 'notification_sent').map(({ about }) => about)).toEqual([
      'reminder naver-sms-messages-refused',
      'reminder naver-sms-messages-refused',
    ]);
  });

  it('on failing runs is repeated under `off`, all alarms in one text', async () => {
    await notify('off');
    failStores();
    await runAfter(0);
    await runAfter(6 * hourMs);

    expect(reminders()).toHaveLength(1);
    expect(reminders()[0]).toMatch(
      /naver-sms-run-failures .*\n\n\[경보 계속 \/ STILL ALARM\] naver-sms-stores-failed /s,
    );
  });

  it('is not repeated where the run’s own message lists it', async () => {
    failStores();
    await runAfter(0);
    await runAfter(6 * hourMs);

    expect(reminders()).toEqual([]);
    expect(telegram()).toHaveLength(2);
  });

  it('on an open case is repeated under `failures`, which tells each trouble once', async () => {
    await notify('failures');
    refuseOnce();
    for (const hours of [0, 2, 2, 2, 2]) await runAfter(hours * hourMs);

    expect(telegram().map((text) => text.split(']')[0])).toEqual([
      '[확인 필요 / LOOK',
      '[경보 계속 / STILL ALARM',
    ]);
  });

  it('that no channel took is tried again by the next run', async () => {
    await notify('off');
    refuseOnce();
    await runAfter(0);
    for (const [service, operation] of [
      ['telegram', 'sendMessage'],
      ['slack', 'chat.postMessage'],
    ] as const) {
      world.addFault({ service, operation, kind: 'access-denied' });
    }
    await runAfter(6 * hourMs);
    await runAfter(20 * minuteMs);

    expect(reminders()).toHaveLength(1);
  });
});

describe('a run whose memory of alarms', () => {
  it('cannot be written down repeats nothing, and says so', async () => {
    await notify('off');
    refuseOnce();
    await runAfter(0);
    world.proxies.aws.change({
      when: ({ operation, body }) => operation === 'PutItem' && body.includes('alarm-memory'),
      answer: () => jsonAnswer(400, { __type: 'AccessDeniedException', message: 'invented' }),
    });
    const run = await runAfter(6 * hourMs);

    expect(run.end.kind).toBe('response');
    expect(named(run, 'reminders_failed')).toMatchObject([
      { reason: 'an AWS call failed with AccessDeniedException' },
    ]);
    expect(telegram()).toEqual([]);
  });

  it('is malformed begins a new one', async () => {
    await notify('off');
    refuseOnce();
    await world.put('naver-sms-control', { scope: 'control', name: 'alarm-memory', runs: 7 });

    const first = await runAfter(0);
    await runAfter(6 * hourMs);

    expect(named(first, 'reminders_failed')).toHaveLength(1);
    expect(reminders()).toHaveLength(1);
  });
});
