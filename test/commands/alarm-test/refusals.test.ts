import {
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  PutCompositeAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import { ListSubscriptionsByTopicCommand, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endRun, resultOfFailure } from '../../../src/commands/end-run.ts';
import type { LockItem } from '../../../src/domain/control-item.ts';
import { type AlarmWorld, held, startAlarmWorld, stateOf } from './alarm-world.ts';

let world: AlarmWorld;
beforeAll(async () => {
  world = await startAlarmWorld();
});
afterAll(() => world.stop());

const forcedCalls = () =>
  world.sandbox.inspect().calls.filter(({ operation }) => operation === 'SetAlarmState').length;

async function holding<T>(lock: LockItem, act: () => Promise<T>): Promise<T> {
  const { recorded } = await world.begin({ words: ['verify'], evidence: 'unrecorded' });
  const { control } = recorded.toolbox.aws;
  await control.replace('lock', null, lock);
  try {
    return await act();
  } finally {
    await control.remove('lock', lock);
  }
}

const lockOf = (operation: string, run = 'another-run'): LockItem => ({
  owner: 'captain-b',
  operation,
  run,
  since: '2026-11-23T05:00:00.000Z',
  expiresAt: '2099-01-01T00:00:00.000Z',
});

describe('an alarm test that forces nothing', () => {
  it('refuses while a cutover holds the lock', async () => {
    const before = forcedCalls();
    const run = await holding(lockOf('cutover'), () => world.test());

    expect(run.errorCode).toBe('LOCK_HELD');
    expect(run.result.exitCode).toBe(3);
    expect(run.result.headline).toContain('captain-b holds the lock for cutover');
    expect(forcedCalls()).toBe(before);
  });

  it('names the alarms that there are where one is not known', async () => {
    const run = await world.test([], { alarm: ['lambda-erors'] });

    expect(run.errorCode).toBe('UNKNOWN_USAGE');
    expect(run.result.exitCode).toBe(2);
    expect(run.result.next[0]).toMatch(/^Did you mean lambda-errors\? There are: lambda-errors, /);
  });

  it('refuses an alarm that is really in ALARM, and says since when and why', async () => {
    const before = forcedCalls();
    const run = await world.test([], { alarm: ['no-runs'] });

    expect(run.cells).toMatchObject({
      changed: 'inconclusive',
      slack: 'inconclusive',
      restored: 'inconclusive',
    });
    expect(run.reasons.changed).toMatch(/^not touched: it is really in ALARM since .*No datapoint/);
    expect(run.result.exitCode).toBe(3);
    expect([forcedCalls(), await stateOf(world, 'naver-sms-no-runs')]).toEqual([before, 'ALARM']);
  });

  it('refuses to carry out an action that is no message', async () => {
    await world.putAlarm({ AlarmActions: ['arn:aws:automate:ap-northeast-2:ec2:stop', world.topicArn] });
    const run = await world.test();
    await world.putAlarm();

    expect(run.cells).toMatchObject({ lint: 'fail', changed: 'fail' });
    expect(run.reasons.changed).toContain('would be carried out');
    expect(run.result.exitCode).toBe(3);
  });

  it.each(['OKActions', 'InsufficientDataActions'])('refuses one among %s too', async (list) => {
    const before = forcedCalls();
    await world.putAlarm({
      [list]: [world.topicArn, 'arn:aws:autoscaling:ap-northeast-2:0:scalingPolicy:x'],
    });
    const run = await world.test();
    await world.putAlarm();

    expect(run.cells).toMatchObject({ lint: 'fail', changed: 'fail', restored: 'inconclusive' });
    expect(run.reasons.changed).toMatch(/^not forced: its action for (OK|INSUFFICIENT_DATA), arn:aws:autosc/);
    expect([run.result.exitCode, forcedCalls()]).toEqual([3, before]);
  });

  it('leaves an alarm alone that a composite alarm watches: that would fire with it', async () => {
    const before = forcedCalls();
    const AlarmName = 'another-team';
    await world.cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName, AlarmRule: `ALARM("${held}")` }));
    const run = await world.test();
    await world.cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName, AlarmRule: 'ALARM(unrelated)' }));

    expect(run.cells).toMatchObject({ lint: 'pass', changed: 'inconclusive', slack: 'inconclusive' });
    expect(run.reasons.changed).toBe(
      'not forced: the composite alarm another-team watches it and would fire with it',
    );
    expect([run.result.exitCode, forcedCalls()]).toEqual([3, before]);
  });

  it('leaves a composite alarm alone, which does not return to its real state by itself', async () => {
    const before = forcedCalls();
    const AlarmName = 'naver-sms-any';
    await world.cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName, AlarmRule: 'ALARM(unrelated)' }));
    const run = await world.test([], { alarm: ['any'] });

    expect(run.reasons.changed).toContain('a composite alarm does not return to its real state by itself');
    expect([run.result.exitCode, forcedCalls()]).toEqual([3, before]);
  });

  it('needs a reason', async () => {
    expect(await world.test([], {}, { reason: ' ' })).toMatchObject({ errorCode: 'UNKNOWN_USAGE' });
  });

  it('as a dry run prints what it would do, lints, and makes no write', async () => {
    const before = forcedCalls();
    const run = await world.test([], {}, { dryRun: true });

    expect(run.result.exitCode).toBe(0);
    expect(run.result.verdict.state).toBe('inconclusive');
    expect(run.cells).toMatchObject({ lint: 'pass', changed: 'inconclusive', restored: 'inconclusive' });
    expect(run.result.steps.map(({ state }) => state)).toEqual(['skipped', 'skipped']);
    expect(run.result.steps.at(-1)?.detail).toContain(`force the alarm ${held} into ALARM`);
    expect(forcedCalls()).toBe(before);
  });
});

describe('lint', () => {
  it('counts an alarm that is named twice once', async () => {
    const run = await world.test([], { alarm: [held, 'held', held] });

    expect(run.result.data.matrix).toMatchObject({ rows: [{ alarm: held }] });
  });

  it('sees actions that are switched off; no message can come', async () => {
    await world.cloudWatch.send(new DisableAlarmActionsCommand({ AlarmNames: [held] }));
    const run = await world.test();
    await world.cloudWatch.send(new EnableAlarmActionsCommand({ AlarmNames: [held] }));

    expect(run.cells).toEqual({
      ...{ lint: 'fail', changed: 'pass', action: 'fail', slack: 'fail', telegram: 'fail', restored: 'pass' },
    });
    expect(run.result.exitCode).toBe(6);
  });

  it('sees actions that point to a topic which is not there', async () => {
    await world.putAlarm({ AlarmActions: [world.topicArn.replace('-alerts', '-other')] });
    const run = await world.test();
    await world.putAlarm();

    expect(run.reasons.lint).toMatch(/^its topic .*-other is not there$/);
    expect(run.cells).toMatchObject({ action: 'fail', slack: 'fail', telegram: 'fail', restored: 'pass' });
  });

  it('sees a threshold that means nothing, and a dimension that gets no data', async () => {
    await world.putAlarm({ Threshold: 0, Dimensions: [{ Name: 'service', Value: 'mistyped' }] });
    const run = await world.test();
    await world.putAlarm();

    expect(run.reasons.lint).toMatch(/vacuous: .*; its metric and dimension got no data in 24 h/);
    expect(run.result.exitCode).toBe(6);
  });

  it('sees a topic without a subscription, one that is pending, and a relay that is not among the confirmed', async () => {
    const { topicArn: TopicArn, sns } = world;
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    const [relay] = Subscriptions;
    await sns.send(new UnsubscribeCommand({ SubscriptionArn: relay?.SubscriptionArn }));
    const deaf = await world.test();
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'a@invalid.example' }));
    const pending = await world.test();
    const queue = 'arn:aws:sqs:ap-northeast-2:000000000000:invented';
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue }));
    const elsewhere = await world.test();
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint: relay?.Endpoint }));
    const mended = await world.test();

    const lints = [deaf, pending, elsewhere].map(({ reasons }) =>
      reasons.lint?.replaceAll(/topic \S+/g, 'topic T'),
    );
    expect(lints).toEqual([
      'topic T has no confirmed subscription',
      'topic T has no confirmed subscription (1 pending)',
      'the relay is not subscribed to topic T',
    ]);
    for (const run of [deaf, pending, elsewhere]) {
      expect(run.cells).toMatchObject({ changed: 'pass', action: 'pass', slack: 'fail', telegram: 'fail' });
      expect(run.result.exitCode).toBe(6);
    }
    expect(mended.result.exitCode).toBe(0);
  });
});

describe('the lock of an alarm test', () => {
  it('ends it after the group under way if somebody takes it over, and who that is is said', async () => {
    const { recorded } = await world.begin({ words: ['verify'], evidence: 'unrecorded' });
    const { control } = recorded.toolbox.aws;
    const taken: Promise<unknown>[] = [];
    const take = async () => {
      const ours = await control.read('lock');
      if (ours) await control.replace('lock', ours, lockOf('cutover'));
    };
    const { result, events } = await world.test(
      [],
      { alarm: [] },
      { onEvent: ({ kind }) => kind === 'waiting' && taken.length === 0 && taken.push(take()) },
    );
    await Promise.all(taken);
    const forced = result.steps.filter(({ id }) => id.startsWith('force-'));
    await control.remove('lock', lockOf('cutover'));
    await endRun(recorded, resultOfFailure(recorded, new Error('the test is over')));

    expect(forced).toHaveLength(4);
    expect(result.exitCode).toBe(6);
    expect(JSON.stringify(result.data.matrix)).toContain(
      'the lock was taken over: captain-b holds it for cutover',
    );
    const warnings = events.flatMap((event) => (event.kind === 'warning' ? [event.text] : []));
    expect(warnings.join()).toContain('The lock is no longer ours: captain-b holds it for cutover');
  });

  it('keeps a cutover out while alarms are forced, and is given back', async () => {
    const { recorded } = await world.begin({ words: ['verify'], evidence: 'unrecorded' });
    const { control } = recorded.toolbox.aws;
    const seen: Promise<LockItem | null>[] = [];
    await world.test(
      [],
      {},
      { onEvent: ({ kind }) => kind === 'waiting' && seen.push(control.read('lock')) },
    );

    expect(await seen[0]).toMatchObject({ operation: 'alarm-test', owner: 'captain' });
    expect(await control.read('lock')).toBeNull();
    await endRun(recorded, resultOfFailure(recorded, new Error('the test is over')));
  });
});
