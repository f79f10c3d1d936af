import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
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
      'an empty message came to the alarm topic',
    ]);
    expect(empty.end.kind).toBe('response');
  });

  it('throws where one alarm of an event reached no channel, although another one did', async () => {
    world = await startLambdaWorld({ bookings: [] });
    const [record] = snsEvent.Records;
    world.addFault({ service: 'telegram', operation: 'sendMessage', nth: 2, kind: 'access-denied' });
    world.addFault({ service: 'slack', operation: 'chat.postMessage', nth: 2, kind: 'access-denied' });

    const run = await world.invoke({ Records: [record, record] }, 'relay');

    expect(run.answer.errorMessage).toBe('no channel took: alarm naver-sms-lambda-errors');
  });

  it('refuses what is neither an announcement nor an SNS event', async () => {
    world = await startLambdaWorld({ bookings: [] });

    const run = await world.invoke({}, 'relay');

    expect(run.end.kind).toBe('error');
    expect(world.outside.telegramMessages).toEqual([]);
  });
});
