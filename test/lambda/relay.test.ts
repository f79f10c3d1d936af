import { afterEach, describe, expect, it } from 'vitest';
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
const snsEvent = {
  Records: [{ EventSource: 'aws:sns', Sns: { Subject: 'ALARM', Message: JSON.stringify(alarm) } }],
};
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

  it('passes an alarm on with its reason', async () => {
    world = await startLambdaWorld({ bookings: [] });

    const run = await world.invoke(snsEvent, 'relay');

    expect(run.end.kind).toBe('response');
    expect(world.outside.telegramMessages[0]?.text).toBe(
      'ALARM: naver-sms-lambda-errors (was OK) at 2026-11-02T05:00:00.000+0000\ninvented\nalarm-test nonce-7',
    );
  });

  it('answers a failed receipt for the channel that fails alone', async () => {
    world = await startLambdaWorld({ bookings: [] });
    world.addFault(broken('telegram', 'sendMessage'));

    const run = await world.invoke(
      { mode: 'announce', nonce: 'n-2', occasion: 'success', text: 'A' },
      'relay',
    );

    expect(run.answer.receipts).toMatchObject([
      { channel: 'telegram', state: 'failed', messageId: null, error: expect.stringContaining('403') },
      { channel: 'slack', state: 'delivered' },
    ]);
    expect(run.text).not.toContain(world.outside.keys.telegram.bot_token);
  });

  it('throws where no channel took an alarm, so that Lambda tries it again', async () => {
    world = await startLambdaWorld({ bookings: [] });
    world.addFault(broken('telegram', 'sendMessage'));
    world.addFault(broken('slack', 'chat.postMessage'));

    const run = await world.invoke(snsEvent, 'relay');

    expect(run.end.kind).toBe('error');
  });

  it('refuses what is neither an announcement nor an SNS event', async () => {
    world = await startLambdaWorld({ bookings: [] });

    const run = await world.invoke({}, 'relay');

    expect(run.end.kind).toBe('error');
    expect(world.outside.telegramMessages).toEqual([]);
  });
});
