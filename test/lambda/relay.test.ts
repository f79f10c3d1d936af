import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { forcedReason } from '../../src/domain/alarm-nonce.ts';
import { secretNameOf } from '../../src/monitoring/secret-names.ts';
import { type LambdaWorld, startLambdaWorld } from './lambda-world.ts';

let world: LambdaWorld;
afterEach(() => world.stop());

const alarm = {
  AlarmName: 'naver-sms-lambda-errors',
  AlarmDescription: 'invented',
  NewStateValue: 'ALARM',
  OldStateValue: 'OK',
  NewStateReason: 'alarm-test nonce-7',
  StateChangeTime: '2026-11-02T05:00:00.000+0000',
};
const sns = (message: object) => ({
  EventSource: 'aws:sns',
  Sns: { Subject: 'ALARM', Message: JSON.stringify(message) },
});
const snsEvent = { Records: [sns(alarm)] };
const receiptSchema = z.object({ state: z.string(), error: z.string().nullable() });
const byState = (a: { state: string }, b: { state: string }) => a.state.localeCompare(b.state);
const broken = (service: string, operation: string) =>
  ({ service, operation, kind: 'access-denied', times: 10 }) as const;

describe('the relay bundle', () => {
  it('announces to both channels and answers their receipts with the nonce', async () => {
    world = await startLambdaWorld({ bookings: [] });

    const run = await world.invoke(
      { mode: 'announce', nonce: 'n-1', occasion: 'start', text: '<!channel> A & B' },
      'relay',
    );

    expect(run.answer).toMatchObject({
      nonce: 'n-1',
      receipts: [
        { channel: 'telegram', state: 'delivered', messageId: '1', error: null },
        { channel: 'slack', state: 'delivered', error: null },
      ],
    });
    expect(world.outside.telegramMessages[0]?.text).toBe('<!channel> A & B\n(n-1)');
    expect(world.outside.slackMessages[0]?.text).toBe('&lt;!channel&gt; A &amp; B\n(n-1)');
    expect(run.events).toMatchObject([
      { event: 'notification_sent', about: 'announcement start n-1', channel: 'telegram', message_id: '1' },
      { event: 'notification_sent', channel: 'slack' },
    ]);
  });

  it('uses a corrected token at once, although a warm process remembers the refused one', async () => {
    world = await startLambdaWorld({ bookings: [] });
    const { telegram } = world.outside.keys;
    const put = (bot_token: string) => world.putSecret(secretNameOf.telegram, { ...telegram, bot_token });
    put('1:invented-and-wrong');
    const refused = await world.invoke(snsEvent, 'relay');
    put(telegram.bot_token);
    world.advance(60_000);

    const corrected = await world.invoke(snsEvent, 'relay');

    expect(refused.answer).toMatchObject({ receipts: [{ state: 'failed' }, { state: 'delivered' }] });
    expect(corrected.initMs).toBeNull();
    expect(corrected.answer).toMatchObject({ receipts: [{ state: 'delivered' }, { state: 'delivered' }] });
  });

  it('passes an alarm on with its reason', async () => {
    world = await startLambdaWorld({ bookings: [] });

    const run = await world.invoke(snsEvent, 'relay');

    expect(run.end.kind).toBe('response');
    expect(world.outside.telegramMessages[0]?.text).toBe(
      '[경보 / ALARM] naver-sms-lambda-errors · 14:00 KST\ninvented\n이유 / Reason: alarm-test nonce-7',
    );
  });

  it('marks a tested alarm as TEST in both languages, and logs its nonce with each receipt', async () => {
    world = await startLambdaWorld({ bookings: [] });
    const nonce = 'alarm-test:run1:bcdfghjklmnpqrst';
    const forced = { ...alarm, NewStateReason: forcedReason(nonce, 'forced') };
    const restored = { ...alarm, NewStateValue: 'OK', NewStateReason: forcedReason(nonce, 'restored') };

    const run = await world.invoke({ Records: [sns(forced), sns(restored)] }, 'relay');

    const [on, off] = world.outside.telegramMessages.map(({ text }) => text);
    expect(on).toMatch(
      /^\[시험 \/ TEST\] \[경보 \/ ALARM\] naver-sms-lambda-errors · 14:00 KST\n시험입니다\..*This is a test/,
    );
    expect(off).toMatch(/^\[시험 \/ TEST\] \[해제 \/ OK\] .*\n시험이 끝났습니다\. \/ The test is over\.\n/);
    expect(on).not.toContain('invented');
    expect(run.events.map((event) => event.nonce)).toEqual([nonce, nonce, nonce, nonce]);
    expect(run.answer).not.toHaveProperty('nonce');
  });

  it.each([
    ['telegram', 'sendMessage', ['failed', 'delivered'], '403'],
    ['slack', 'chat.postMessage', ['delivered', 'failed'], 'invalid_auth'],
  ] as const)(
    'answers a failed receipt for %s where that fails alone',
    async (channel, call, states, why) => {
      world = await startLambdaWorld({ bookings: [] });
      world.addFault(broken(channel, call));

      const run = await world.invoke(
        { mode: 'announce', nonce: 'n-2', occasion: 'success', text: 'A' },
        'relay',
      );

      const receipts = z.array(receiptSchema).parse(run.answer.receipts);
      expect(receipts.map(({ state }) => state)).toEqual(states);
      expect(receipts.map(({ error }) => error ?? '').join('')).toContain(why);
      expect(run.text).not.toContain(world.outside.keys[channel].bot_token);
    },
  );

  it.each([
    ['alarm-test:run1:bcdfghjklmnpqrst'],
    ['alarm-test:'],
    [' alarm-test:run1:bcdfghjklmnpqrst'],
    ['ALARM-TEST:run1:bcdfghjklmnpqrst'],
  ])('refuses an announcement under %j: it could pass for the receipt of a tested alarm', async (nonce) => {
    world = await startLambdaWorld({ bookings: [] });

    const run = await world.invoke({ mode: 'announce', nonce, occasion: 'start', text: 'A' }, 'relay');

    expect(run.end.kind).toBe('error');
    expect(run.events).toMatchObject([
      { event: 'run_failed', reason: expect.stringContaining('begins like that of an alarm test') },
    ]);
    expect(world.outside.slackMessages).toEqual([]);
    expect(world.outside.telegramMessages).toEqual([]);
  });

  it('gives a message that somebody publishes to the topic by hand no nonce, whatever it says', async () => {
    world = await startLambdaWorld({ bookings: [] });
    const reason = forcedReason('alarm-test:run1:bcdfghjklmnpqrst', 'forced');
    const byHand = { EventSource: 'aws:sns', Sns: { Subject: 'alarm naver-sms-no-runs', Message: reason } };

    const run = await world.invoke({ Records: [byHand] }, 'relay');

    expect(run.events.map(({ about, nonce }) => [about, nonce])).toEqual([
      ['topic message', null],
      ['topic message', null],
    ]);
  });

  it('throws where no channel took an alarm, so that Lambda tries it again', async () => {
    world = await startLambdaWorld({ bookings: [] });
    world.addFault(broken('telegram', 'sendMessage'));
    world.addFault(broken('slack', 'chat.postMessage'));

    const run = await world.invoke(snsEvent, 'relay');

    expect(run.end.kind).toBe('error');
    expect(run.events.at(-1)).toMatchObject({
      event: 'run_failed',
      reason: 'no channel took: alarm naver-sms-lambda-errors',
    });
  });

  it('passes an alarm to the channel that works, while the secret of the other cannot be read', async () => {
    world = await startLambdaWorld({ bookings: [] });
    world.addFault({ service: 'secretsmanager', operation: 'GetSecretValue', kind: 'access-denied' });

    const run = await world.invoke(snsEvent, 'relay');

    // The two secrets are read at once; whichever comes first is the one that is refused.
    expect(run.end.kind).toBe('response');
    expect(z.array(receiptSchema).parse(run.answer.receipts).sort(byState)).toMatchObject([
      { state: 'delivered', error: null },
      {
        state: 'failed',
        error: expect.stringMatching(
          /^secret naver-sms-automation\/(slack|telegram)-credentials: this function may not read it; its role needs secretsmanager:GetSecretValue/,
        ),
      },
    ]);
    expect(run.events.map(({ event }) => event).sort()).toEqual(['notification_failed', 'notification_sent']);
    expect(world.outside.telegramMessages.length + world.outside.slackMessages.length).toBe(1);
  });

  it('waits as long as Slack asks in Retry-After, and then delivers', async () => {
    world = await startLambdaWorld({ bookings: [] });
    world.addFault({ service: 'slack', operation: 'chat.postMessage', kind: 'throttle' });

    const run = await world.invoke(snsEvent, 'relay');

    expect(run.answer.receipts).toMatchObject([
      { state: 'delivered' },
      { channel: 'slack', state: 'delivered' },
    ]);
    const [telegram, slack] = [world.outside.telegramMessages[0], world.outside.slackMessages[0]];
    expect(slack?.text).toBe(telegram?.text);
  });

  it('answers the failed receipts of an announcement that no channel took, with its nonce', async () => {
    world = await startLambdaWorld({ bookings: [] });
    world.addFault(broken('telegram', 'sendMessage'));
    world.addFault(broken('slack', 'chat.postMessage'));

    const run = await world.invoke(
      { mode: 'announce', nonce: 'n-3', occasion: 'escalation', text: 'A' },
      'relay',
    );

    expect(run.answer).toMatchObject({ nonce: 'n-3', receipts: [{ state: 'failed' }, { state: 'failed' }] });
    expect(run.events.map(({ event, about }) => `${event} ${about}`)).toEqual([
      'notification_failed announcement escalation n-3',
      'notification_failed announcement escalation n-3',
    ]);
  });

  it('passes on what somebody published by hand, an empty message too', async () => {
    world = await startLambdaWorld({ bookings: [] });
    const byHand = (Message: string) => ({ Records: [{ Sns: { Subject: null, Message } }] });

    await world.invoke(byHand('check <this> & that'), 'relay');
    const empty = await world.invoke(byHand('  '), 'relay');

    expect(world.outside.telegramMessages.map(({ text }) => text)).toEqual([
      'check <this> & that',
      'the alarm topic got an empty message',
    ]);
    expect(empty.end.kind).toBe('response');
  });

  it('throws where one alarm of an event reached no channel, although another one did', async () => {
    world = await startLambdaWorld({ bookings: [] });
    world.addFault({ service: 'telegram', operation: 'sendMessage', nth: 2, kind: 'access-denied' });
    world.addFault({ service: 'slack', operation: 'chat.postMessage', nth: 2, kind: 'access-denied' });

    const run = await world.invoke({ Records: [sns(alarm), sns(alarm)] }, 'relay');

    expect(run.answer.errorMessage).toBe('no channel took: alarm naver-sms-lambda-errors');
  });

  it('says of an alarm that is over what its metric shows, and not what it was about', async () => {
    world = await startLambdaWorld({ bookings: [] });
    const over = { ...alarm, NewStateValue: 'OK', OldStateValue: 'ALARM', NewStateReason: 'below' };

    await world.invoke({ Records: [sns(over)] }, 'relay');

    expect(world.outside.slackMessages[0]?.text).toBe(
      '[해제 / OK] naver-sms-lambda-errors · 14:00 KST\n한 시간 동안 오류로 끝난 실행이 없습니다.\n' +
        'No run of the last hour threw, crashed or timed out.\n이유 / Reason: below',
    );
  });

  it('keeps the numbers of a reason, and masks the phones', async () => {
    world = await startLambdaWorld({ bookings: [] });
    const reason =
      'Threshold Crossed: 1 out of the last 1 datapoints [0.1666666667 (02/11/26 05:00:00)] for 010-0000-1234';

    await world.invoke({ Records: [sns({ ...alarm, NewStateReason: reason })] }, 'relay');

    for (const [message] of [world.outside.slackMessages, world.outside.telegramMessages]) {
      expect(message?.text).toContain('[0.1666666667 (02/11/26 05:00:00)] for 010-****-1234');
    }
  });

  it('brings every record of a batch, one that does not read and hostile ones among them', async () => {
    world = await startLambdaWorld({ bookings: [] });
    const hostile = {
      ...alarm,
      AlarmDescription: `<!channel> *_\`[ \u001b[31m {"a":1}\n${'긴'.repeat(4_096)}`,
      NewStateReason: '010-0000-1234, 01000001234 & +82 10-0000-1234',
      StateChangeTime: 'not a time',
    };
    const halfAnAlarm = { Sns: { Subject: null, Message: '{"AlarmName":"naver-sms-' } };

    const run = await world.invoke({ Records: [sns(hostile), { Sns: {} }, null, halfAnAlarm] }, 'relay');

    expect(run.end.kind).toBe('response');
    const telegram = world.outside.telegramMessages.map(({ text }) => String(text));
    const slack = world.outside.slackMessages.map(({ text }) => String(text));
    expect(telegram.slice(-3)).toEqual([
      'the alarm relay got a malformed record',
      'the alarm relay got a malformed record',
      '{"AlarmName":"naver-sms-',
    ]);
    expect(telegram.slice(0, -3).join('')).toContain('긴'.repeat(3_900));
    expect(telegram.slice(0, -3).join('').match(/긴/g)).toHaveLength(4_096);
    for (const text of [telegram.join(''), slack.join('')]) {
      expect(text).toContain('010-****-1234');
      expect(text).not.toMatch(/0000-?1234/);
    }
    expect(slack.join('')).not.toContain('<!channel>');
    expect(run.text.split('\n').filter((line) => line.trim() !== '')).toHaveLength(run.events.length);
  });

  it('refuses an event that is neither an announcement nor an alarm', async () => {
    world = await startLambdaWorld({ bookings: [] });

    const run = await world.invoke({}, 'relay');

    expect(run.end.kind).toBe('error');
    expect(world.outside.telegramMessages).toEqual([]);
  });
});
