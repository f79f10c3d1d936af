import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forcedReason } from '../../src/domain/alarm-nonce.ts';
import { type LambdaWorld, startLambdaWorld } from './lambda-world.ts';

/* The ways in which CloudWatch delivers an alarm. The events have the shapes of the vendor's user guide, with invented values. */

let world: LambdaWorld;
beforeEach(async () => {
  world = await startLambdaWorld({ bookings: [] });
});
afterEach(() => world.stop());

const name = 'naver-sms-stores-failed';
const reason = 'Threshold Crossed: 1 out of the last 1 datapoints [8.0 (02/11/26 04:00:00)] was greater';
const state = (more: object = {}) => ({
  alarmName: name,
  state: {
    value: 'ALARM',
    reason,
    reasonData: '{"version":"1.0"}',
    timestamp: '2026-11-02T05:00:00.000+0000',
  },
  previousState: { value: 'OK', reason: 'invented', timestamp: '2026-11-01T05:00:00.000+0000' },
  configuration: { description: 'invented meaning', metrics: [{ id: 'm1', returnData: true }] },
  ...more,
});
const direct = (more: object = {}) => ({
  source: 'aws.cloudwatch',
  alarmArn: `arn:aws:cloudwatch:ap-northeast-2:000000000000:alarm:${name}`,
  accountId: '000000000000',
  time: '2026-11-02T05:00:01.000+0000',
  region: 'ap-northeast-2',
  alarmData: state(more),
});
const byEventBridge = (detail: object = state(), type = 'CloudWatch Alarm State Change') => ({
  version: '0',
  id: '00000000-0000-0000-0000-000000000000',
  'detail-type': type,
  source: 'aws.cloudwatch',
  account: '000000000000',
  time: '2026-11-02T05:00:01Z',
  region: 'ap-northeast-2',
  resources: [`arn:aws:cloudwatch:ap-northeast-2:000000000000:alarm:${name}`],
  detail,
});
const bySnsDocument = {
  AlarmName: name,
  AlarmDescription: 'invented meaning',
  NewStateValue: 'ALARM',
  OldStateValue: 'OK',
  NewStateReason: reason,
  StateChangeTime: '2026-11-02T05:00:00.000+0000',
  Trigger: { MetricName: 'StoresFailed' },
};
const compositeDocument = {
  ...bySnsDocument,
  Trigger: undefined,
  AlarmRule: 'ALARM("one") OR ALARM("two")',
  TriggeringChildren: [],
};
const sns = (message: unknown) => ({
  Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(message) } }],
});
const sqs = (body: unknown) => ({ Records: [{ eventSource: 'aws:sqs', body: JSON.stringify(body) }] });
const envelope = (message: unknown) => ({
  Type: 'Notification',
  Subject: 'ALARM',
  Message: JSON.stringify(message),
});

const expected = `[경보 / ALARM] ${name} · 14:00 KST\ninvented meaning\n이유 / Reason: ${reason}`;
const texts = (): readonly string[] => world.outside.telegramMessages.map(({ text }) => String(text));

describe('an alarm reaches both channels', () => {
  it.each([
    ['by SNS', sns(bySnsDocument)],
    ['by SNS, a composite one', sns(compositeDocument)],
    ['as its action on the function', direct()],
    ['by EventBridge', byEventBridge()],
    ['by EventBridge through SNS', sns(byEventBridge())],
    ['by SNS through a queue', sqs(envelope(bySnsDocument))],
    ['by SNS through a queue with raw delivery', sqs(bySnsDocument)],
    ['by EventBridge through a queue', sqs(byEventBridge())],
  ])('%s', async (_, event) => {
    const run = await world.invoke(event, 'relay');

    expect(run.end.kind).toBe('response');
    expect(texts()).toEqual([expected]);
    expect(world.outside.slackMessages.map(({ text }) => text)).toEqual([expected]);
    expect(run.events.map(({ event: is, about }) => `${is} ${about}`)).toEqual([
      `notification_sent alarm ${name}`,
      `notification_sent alarm ${name}`,
    ]);
  });

  it('without a description, a reason or a time', async () => {
    const bare = direct({ state: { value: 'ALARM' }, configuration: {}, previousState: undefined });

    await world.invoke(bare, 'relay');

    expect(texts()).toEqual([`[경보 / ALARM] ${name}`]);
  });

  it('invoked directly by an alarm test: marked as TEST, its nonce in the log', async () => {
    const nonce = 'alarm-test:run1:bcdfghjklmnpqrst';
    const forced = direct({ state: { value: 'ALARM', reason: forcedReason(nonce, 'forced') } });

    const run = await world.invoke(forced, 'relay');

    expect(texts()[0]).toMatch(/^\[시험 \/ TEST\] \[경보 \/ ALARM\] naver-sms-stores-failed\n시험입니다\./);
    expect(run.events.map((event) => event.nonce)).toEqual([nonce, nonce]);
  });

  it('or Lambda counts an error, if no channel takes it', async () => {
    for (const [service, operation] of [
      ['telegram', 'sendMessage'],
      ['slack', 'chat.postMessage'],
    ] as const) {
      world.addFault({ service, operation, kind: 'access-denied', times: 9 });
    }

    const run = await world.invoke(direct(), 'relay');

    expect(run.answer.errorMessage).toBe(`no channel took: alarm ${name}`);
  });
});

describe('other events of CloudWatch are reported, not refused', () => {
  it('a change of an alarm’s settings', async () => {
    const deleted = { alarmName: name, operation: 'delete', state: { value: 'OK' }, configuration: {} };

    await world.invoke(byEventBridge(deleted, 'CloudWatch Alarm Configuration Change'), 'relay');

    expect(texts()).toEqual([`경보 설정 변경 / alarm setting changed: ${name} (delete)`]);
  });

  it('a kind that is not known yet', async () => {
    await world.invoke(
      byEventBridge({ contributor: 'invented' }, 'CloudWatch Alarm Contributor Change'),
      'relay',
    );

    expect(texts()).toEqual([
      'CloudWatch sent the alarm relay an event that it cannot read: CloudWatch Alarm Contributor Change',
    ]);
  });

  it.each([
    ['a tick of the schedule', { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }],
    ['an event of another service', { source: 'aws.ec2', 'detail-type': 'x', detail: state() }],
    ['a list', [direct()]],
    ['no record', { Records: [] }],
  ])('but %s is refused', async (_, event) => {
    const run = await world.invoke(event, 'relay');

    expect(run.end.kind).toBe('error');
    expect(texts()).toEqual([]);
  });
});

describe('OK claims no more than the metric shows', () => {
  const over = (alarmName: string, why: string) =>
    sns({
      ...bySnsDocument,
      AlarmName: alarmName,
      NewStateValue: 'OK',
      OldStateValue: 'ALARM',
      NewStateReason: why,
    });

  it.each([
    [
      'naver-sms-messages-missed',
      /\nNo further message was missed.*\n다음 \/ Next: naver-sms sends list --state missed\n/,
    ],
    ['naver-sms-messages-refused', /\nNo refused message is left: each was dealt with, or its window/],
    ['naver-sms-invented-by-hand', /\nThe metric is back within its threshold\. This does not show/],
  ])('for %s', async (alarmName, meaning) => {
    await world.invoke(over(alarmName, 'below'), 'relay');

    expect(texts()[0]).toMatch(meaning);
    expect(texts()[0]).not.toMatch(/well again|정상/);
  });

  it.each(['OK', 'INSUFFICIENT_DATA'])('and %s without data shows nothing', async (NewStateValue) => {
    const why =
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].';

    await world.invoke(sns({ ...bySnsDocument, NewStateValue, NewStateReason: why }), 'relay');

    expect(texts()[0]).toContain('No data arrived: this shows neither that it is well nor that it is not.');
    expect(texts()[0]).not.toContain('invented meaning');
  });
});
