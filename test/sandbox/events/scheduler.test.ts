import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, it } from 'vitest';
import type { DialSettings } from '../../../src/sandbox/dials.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { ordinaryScenario } from '../../../src/sandbox/world-spec.ts';
import { testOptions, testWorld } from '../test-world.ts';

const Name = testWorld.rule;
const minute = 60_000;
const running: Sandbox[] = [];

afterEach(async () => {
  for (const sandbox of running.splice(0)) {
    expect(sandbox.inspect().problems).toEqual([]);
    await sandbox.stop();
  }
});

async function start(
  scheduler: DialSettings['scheduler'] = {},
  changes: Parameters<typeof testOptions>[0] = {},
) {
  const dials = { scheduler: { lateMs: 0, ...scheduler } };
  const sandbox = await startSandbox(testOptions({ dials, ...changes }));
  running.push(sandbox);
  const { endpoint, credentials } = sandbox;
  const client = new EventBridgeClient({ endpoint, credentials, region: testWorld.region, maxAttempts: 1 });
  const ticks = () => sandbox.inspect().ticks.filter(({ rule }) => rule === Name);
  return { sandbox, client, ticks };
}

describe('the scheduler', () => {
  it('fires an enabled rule every 20 minutes and runs its target with a scheduled event', async () => {
    const { sandbox, client, ticks } = await start();
    await client.send(new EnableRuleCommand({ Name }));
    await sandbox.clock.sleep(62 * minute);
    const gaps = ticks()
      .slice(1)
      .map(({ scheduledMs }, index) => scheduledMs - (ticks()[index]?.scheduledMs ?? 0));
    expect(gaps).toEqual([20 * minute, 20 * minute]);
    expect(sandbox.inspect().invocations.map(({ functionName }) => functionName)).toEqual(
      Array(3).fill(testWorld.function),
    );
  });

  it('does not fire a disabled rule, and fires it again once it is enabled again', async () => {
    const { sandbox, client, ticks } = await start();
    await sandbox.clock.sleep(60 * minute);
    expect(ticks()).toEqual([]);
    await client.send(new EnableRuleCommand({ Name }));
    await sandbox.clock.sleep(21 * minute);
    expect(ticks()).toHaveLength(1);
    await client.send(new DisableRuleCommand({ Name }));
    await sandbox.clock.sleep(60 * minute);
    expect(ticks()).toHaveLength(1);
    await client.send(new EnableRuleCommand({ Name }));
    await sandbox.clock.sleep(21 * minute);
    expect(ticks()).toHaveLength(2);
  });

  it('phases a rate from the creation of the rule, so that enabling does not restart the count', async () => {
    const { sandbox, client, ticks } = await start({ ratePhase: 'creation' });
    const next = sandbox.clock.pending.find(({ name }) => name === `tick of ${Name}`)?.atMs;
    await sandbox.clock.sleep(minute);
    await client.send(new EnableRuleCommand({ Name }));
    await sandbox.clock.sleep(20 * minute);
    expect(ticks()[0]?.scheduledMs).toBe(next);
  });

  it('phases a rate from its enabling where the dial says so', async () => {
    const { sandbox, client, ticks } = await start({ ratePhase: 'enabling' });
    await client.send(new EnableRuleCommand({ Name }));
    const enabledMs = sandbox.clock.nowMs();
    await sandbox.clock.sleep(21 * minute);
    expect(Math.abs((ticks()[0]?.scheduledMs ?? 0) - enabledMs - 20 * minute)).toBeLessThan(5000);
  });

  it('lets a rule fire that was disabled less than the propagation delay ago', async () => {
    const { sandbox, client, ticks } = await start({ propagationMs: 30 * minute });
    await client.send(new DisableRuleCommand({ Name: testWorld.legacy.rule }));
    await client.send(new EnableRuleCommand({ Name }));
    await sandbox.clock.sleep(25 * minute);
    expect(ticks()).toEqual([]);
    await sandbox.clock.sleep(25 * minute);
    expect(ticks()).toHaveLength(1);
    await client.send(new DisableRuleCommand({ Name }));
    await sandbox.clock.sleep(21 * minute);
    expect(ticks()).toHaveLength(2);
  });

  it('fires the first tick minutes late in the scenario of that name, and the next in time', async () => {
    const { sandbox, client, ticks } = await start(
      {},
      { scenario: { ...ordinaryScenario, firstTick: 'late' } },
    );
    await client.send(new EnableRuleCommand({ Name }));
    await sandbox.clock.sleep(45 * minute);
    const delays = ticks().map(({ firedMs, scheduledMs }) => Math.round((firedMs - scheduledMs) / minute));
    expect(delays).toEqual([3, 0]);
  });

  it('fires a tick twice as often as the duplicate dial says', async () => {
    const { sandbox, client, ticks } = await start({ duplicateChance: 1 });
    await client.send(new EnableRuleCommand({ Name }));
    await sandbox.clock.sleep(21 * minute);
    expect(ticks()).toHaveLength(2);
    expect(new Set(ticks().map(({ scheduledMs }) => scheduledMs)).size).toBe(1);
  });
});

describe('rule operations', () => {
  it('describe, list, put and delete rules with their targets', async () => {
    const { client } = await start();
    const Arn = `arn:aws:lambda:${testWorld.region}:${testWorld.account}:function:${testWorld.function}`;
    await client.send(
      new PutRuleCommand({ Name: 'more', ScheduleExpression: 'cron(0/20 * * * ? *)', State: 'DISABLED' }),
    );
    const RetryPolicy = { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 120 };
    await client.send(
      new PutTargetsCommand({ Rule: 'more', Targets: [{ Id: 'one', Arn, Input: '{}', RetryPolicy }] }),
    );
    expect(await client.send(new DescribeRuleCommand({ Name: 'more' }))).toMatchObject({
      State: 'DISABLED',
      ScheduleExpression: 'cron(0/20 * * * ? *)',
      Arn: `arn:aws:events:${testWorld.region}:${testWorld.account}:rule/more`,
    });
    const { Targets } = await client.send(new ListTargetsByRuleCommand({ Rule: 'more' }));
    expect(Targets).toEqual([{ Id: 'one', Arn, Input: '{}', RetryPolicy }]);
    const { Rules = [], NextToken } = await client.send(new ListRulesCommand({ Limit: 1 }));
    expect([Rules.length, NextToken]).toEqual([1, '1']);
    await expect(client.send(new DeleteRuleCommand({ Name: 'more' }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await client.send(new RemoveTargetsCommand({ Rule: 'more', Ids: ['one'] }));
    await client.send(new DeleteRuleCommand({ Name: 'more' }));
    await expect(client.send(new DescribeRuleCommand({ Name: 'more' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('count a target that the function’s policy does not let in as a failed invocation', async () => {
    const { sandbox, client } = await start();
    const Arn = `arn:aws:lambda:${testWorld.region}:${testWorld.account}:function:${testWorld.function}`;
    await client.send(new PutRuleCommand({ Name: 'stranger', ScheduleExpression: 'rate(1 minute)' }));
    await client.send(new PutTargetsCommand({ Rule: 'stranger', Targets: [{ Id: 'one', Arn }] }));
    await sandbox.clock.sleep(90_000);
    expect(sandbox.inspect().ticks.some(({ rule }) => rule === 'stranger')).toBe(true);
    expect(sandbox.inspect().invocations).toEqual([]);
  });
});
