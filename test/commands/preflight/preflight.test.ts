import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { EnableRuleCommand, EventBridgeClient, RemoveTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  DeleteFunctionEventInvokeConfigCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { preflightCommand } from '../../../src/commands/preflight/preflight.ts';
import { startTestWorld, type TestRun, type TestWorld } from '../../support/sandbox-toolbox.ts';

let world: TestWorld;
afterEach(() => world.stop());

/** The ids of the blocking checks that did not pass. */
function blocking({ result }: TestRun): readonly string[] {
  return result.checks
    .filter(({ severity, verdict }) => severity === 'block' && verdict.state !== 'pass')
    .map(({ id }) => id)
    .sort();
}

async function putOpenClaims(...states: readonly string[]): Promise<void> {
  const tables = DynamoDBDocumentClient.from(new DynamoDBClient(client()));
  for (const [index, state] of states.entries()) {
    const booking_num = `1051707_${index}`;
    const claim_id = `${booking_num}#010-0000-0001#confirm`;
    const claimed_at = '2026-11-23T04:00:00.000Z';
    const item = {
      claim_id,
      booking_num,
      kind: 'confirm',
      state,
      open_state: state,
      claimed_at,
      run_id: 'run-1',
    };
    await tables.send(new PutCommand({ TableName: world.environment.tables.claims, Item: item }));
  }
}

const client = () => ({ region: world.environment.region });

describe('preflight', () => {
  it('finds a healthy, approved world ready, with a request id in every source', async () => {
    world = await startTestWorld();
    await world.approveLive();

    const run = await world.run(preflightCommand);

    expect(blocking(run)).toEqual([]);
    expect(run.result.exitCode, run.result.headline).toBe(0);
    const unsourced = run.result.checks.filter(({ source }) => !/\(request [0-9a-z-]{8,}/i.test(source));
    expect(unsourced.map(({ id }) => id)).toEqual(['evidence-writable']);
    expect(world.sandbox.inspect().unknownOperations).toEqual({});
  });

  it('warns of messages that earlier runs left in doubt or left over', async () => {
    world = await startTestWorld();
    await world.approveLive();
    await putOpenClaims('IN_DOUBT', 'RELEASED', 'RELEASED');

    const run = await world.run(preflightCommand);

    const found = run.result.checks.filter(({ id }) => id.startsWith('claims-'));
    expect(found).toMatchObject([
      { id: 'claims-open', severity: 'warn', observed: '1 in doubt', verdict: { state: 'inconclusive' } },
      { id: 'claims-released', severity: 'warn', observed: '2 released', verdict: { state: 'inconclusive' } },
    ]);
    expect(blocking(run)).toEqual([]);
  });

  it('gives one fingerprint to one live state, and another once it changes', async () => {
    world = await startTestWorld();
    await world.approveLive();
    const first = await world.run(preflightCommand);
    const second = await world.run(preflightCommand);
    const { function: name } = world.environment;
    const change = { FunctionName: name, ReservedConcurrentExecutions: 5 };
    await new LambdaClient(client()).send(new PutFunctionConcurrencyCommand(change));

    const third = await world.run(preflightCommand);

    expect(second.result.data.fingerprint).toBe(first.result.data.fingerprint);
    expect(third.result.data.fingerprint).not.toBe(first.result.data.fingerprint);
    expect(world.ledger().some(({ kind, step }) => kind === 'verdict' && step === 'preflight')).toBe(true);
  });

  it('shows every finding at once, each with the command that mends it', async () => {
    world = await startTestWorld();
    const { rule, function: name, legacy } = world.environment;
    const [lambda, events] = [new LambdaClient(client()), new EventBridgeClient(client())];
    await events.send(new EnableRuleCommand({ Name: legacy.rule }));
    await events.send(new EnableRuleCommand({ Name: rule }));
    const { claims } = world.environment.tables;
    const TimeToLiveSpecification = { Enabled: false, AttributeName: 'ttl' };
    await new DynamoDBClient(client()).send(
      new UpdateTimeToLiveCommand({ TableName: claims, TimeToLiveSpecification }),
    );
    await lambda.send(new RemovePermissionCommand({ FunctionName: name, StatementId: rule }));
    await lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName: name }));
    await new CloudWatchClient(client()).send(
      new PutMetricAlarmCommand({
        AlarmName: 'naver-sms-lambda-errors',
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        Dimensions: [{ Name: 'FunctionName', Value: name }],
        Statistic: 'Sum',
        Period: 300,
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      }),
    );

    const run = await world.run(preflightCommand);

    expect(run.result.exitCode).toBe(3);
    expect(blocking(run)).toEqual([
      'alarms-declared',
      'alarms-sound',
      'approval-live',
      'async-retries',
      'invoke-permission',
      'other-senders-off',
      'rule-state',
    ]);
    const open = run.result.checks.filter(({ verdict }) => verdict.state !== 'pass');
    expect(open.filter(({ id }) => id.startsWith('expiry-'))).toMatchObject([
      { id: `expiry-${claims}`, severity: 'warn', observed: 'off' },
    ]);
    expect(open.every(({ remedy }) => remedy !== null && remedy !== '')).toBe(true);
  });

  it('calls what it cannot read inconclusive, and that is no pass', async () => {
    world = await startTestWorld({
      faults: [{ service: 'monitoring', operation: 'DescribeAlarms', kind: 'access-denied', times: 100 }],
    });
    await world.approveLive();

    const run = await world.run(preflightCommand);

    const states = run.result.checks
      .filter(({ id }) => id.startsWith('alarm'))
      .map(({ verdict }) => verdict.state);
    expect(states).toEqual(['inconclusive', 'inconclusive', 'inconclusive', 'inconclusive']);
    expect(run.result.exitCode).toBe(3);
  });

  it('does not call a rule ready whose way to the function is broken', async () => {
    world = await startTestWorld();
    await world.approveLive();
    const { rule } = world.environment;
    await new EventBridgeClient(client()).send(new RemoveTargetsCommand({ Rule: rule, Ids: ['target'] }));

    const run = await world.run(preflightCommand);

    expect(run.result.exitCode).toBe(3);
    expect(blocking(run)).toContain('target-function');
    expect(blocking(run)).toContain('approval-live');
  });

  it('says that the brake is on, and does not guess which build runs', async () => {
    world = await startTestWorld();
    await world.approveLive();
    const { function: name } = world.environment;
    const brake = { FunctionName: name, ReservedConcurrentExecutions: 0 };
    await new LambdaClient(client()).send(new PutFunctionConcurrencyCommand(brake));

    const run = await world.run(preflightCommand);

    expect(blocking(run)).toEqual(['approval-live', 'concurrency-free', 'function-ready']);
  });

  it('finds a wrong service id of SENS before a cutover does, and names the secret', async () => {
    world = await startTestWorld({ scenario: 'wrong-service-id' });
    await world.approveLive();

    const run = await world.run(preflightCommand);

    expect(blocking(run)).toEqual(['function-ready']);
    const ready = run.result.checks.find(({ id }) => id === 'function-ready');
    expect(ready?.observed).toMatch(
      /sens: SENS's list was not read: it answered 404; check .*service_id in secret naver-sms-automation\/sens-credentials/,
    );
  });

  it('finds an expired session before a cutover does', async () => {
    world = await startTestWorld({ scenario: 'session-expired' });
    await world.approveLive();

    const run = await world.run(preflightCommand);

    expect(blocking(run)).toEqual(['function-ready']);
  });
});
