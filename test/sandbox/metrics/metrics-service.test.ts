import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  ListMetricsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { testOptions, testWorld } from '../test-world.ts';

const minute = 60_000;
const AlarmName = 'errors';
const running: Sandbox[] = [];

afterEach(async () => {
  for (const sandbox of running.splice(0)) {
    expect(sandbox.inspect().problems).toEqual([]);
    await sandbox.stop();
  }
});

async function start() {
  const sandbox = await startSandbox(testOptions({ dials: { metrics: { pagePoints: 3 } } }));
  running.push(sandbox);
  const { endpoint, credentials } = sandbox;
  const options = { endpoint, credentials, region: testWorld.region, maxAttempts: 1 };
  return { sandbox, options, client: new CloudWatchClient(options) };
}

function alarm(TreatMissingData: string): PutMetricAlarmCommand {
  return new PutMetricAlarmCommand({
    AlarmName,
    Namespace: 'test',
    MetricName: 'Errors',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData,
    AlarmActions: [testWorld.topicArn],
    OKActions: [testWorld.topicArn],
  });
}

async function stateOf(client: CloudWatchClient): Promise<string | undefined> {
  return (await client.send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }))).MetricAlarms?.[0]
    ?.StateValue;
}

async function putErrors(client: CloudWatchClient, Value: number, Timestamp: Date): Promise<void> {
  const MetricData = [{ MetricName: 'Errors', Value, Timestamp }];
  await client.send(new PutMetricDataCommand({ Namespace: 'test', MetricData }));
}

describe('metrics', () => {
  it('are read in pages that together hold every point, newest first, and nothing where there was nothing', async () => {
    const { sandbox, client } = await start();
    const base = Math.floor(sandbox.clock.nowMs() / minute) * minute - 60 * minute;
    for (let step = 0; step < 8; step += 1) await putErrors(client, step, new Date(base + step * 2 * minute));
    const query = (Id: string, MetricName: string) => ({
      Id,
      MetricStat: { Metric: { Namespace: 'test', MetricName }, Period: 60, Stat: 'Sum' },
    });
    const points: number[] = [];
    let NextToken: string | undefined;
    let count = 0;
    do {
      const answer = await client.send(
        new GetMetricDataCommand({
          MetricDataQueries: [query('errors', 'Errors'), query('none', 'Nothing')],
          StartTime: new Date(base),
          EndTime: new Date(base + 60 * minute),
          ...(NextToken ? { NextToken } : {}),
        }),
      );
      points.push(...(answer.MetricDataResults?.[0]?.Values ?? []));
      expect(answer.MetricDataResults?.[1]?.Values).toEqual([]);
      NextToken = answer.NextToken;
      count += 1;
    } while (NextToken !== undefined);
    expect([points, count]).toEqual([[7, 6, 5, 4, 3, 2, 1, 0], 3]);
  });

  it('of Lambda count runs and errors under the function’s name', async () => {
    const { sandbox, options, client } = await start();
    const lambda = new LambdaClient(options);
    const startedMs = sandbox.clock.nowMs();
    for (const act of ['echo', 'throw']) {
      const Payload = JSON.stringify({ act });
      await lambda.send(new InvokeCommand({ FunctionName: testWorld.function, Payload }));
    }
    const Dimensions = [{ Name: 'FunctionName', Value: testWorld.function }];
    const query = (MetricName: string) => ({
      Id: MetricName.toLowerCase(),
      MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName, Dimensions }, Period: 3600, Stat: 'Sum' },
    });
    const { MetricDataResults } = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: [query('Invocations'), query('Errors'), query('Throttles')],
        StartTime: new Date(startedMs - 3_600_000),
        EndTime: new Date(startedMs + 3_600_000),
      }),
    );
    const sums = MetricDataResults?.map(({ Values = [] }) => Values.reduce((sum, value) => sum + value, 0));
    expect(sums).toEqual([2, 1, 0]);
    const { Metrics } = await client.send(
      new ListMetricsCommand({ Namespace: 'AWS/Lambda', MetricName: 'Duration' }),
    );
    expect(Metrics).toEqual([{ Namespace: 'AWS/Lambda', MetricName: 'Duration', Dimensions }]);
  });
});

describe('an alarm', () => {
  it('follows its metric on virtual time: INSUFFICIENT_DATA, ALARM, OK, with actions that are in its history', async () => {
    const { sandbox, client } = await start();
    await client.send(alarm('notBreaching'));
    expect(await stateOf(client)).toBe('INSUFFICIENT_DATA');
    await putErrors(client, 2, sandbox.clock.now());
    await sandbox.clock.sleep(2 * minute);
    expect(await stateOf(client)).toBe('ALARM');
    await sandbox.clock.sleep(6 * minute);
    expect(await stateOf(client)).toBe('OK');
    const { AlarmHistoryItems = [] } = await client.send(
      new DescribeAlarmHistoryCommand({ AlarmName, ScanBy: 'TimestampAscending' }),
    );
    const done = AlarmHistoryItems.map(({ HistoryItemType }) => HistoryItemType);
    expect(done).toEqual(['ConfigurationUpdate', 'StateUpdate', 'Action', 'StateUpdate', 'Action']);
    expect(sandbox.inspect().invocations.map(({ functionName }) => functionName)).toEqual([
      testWorld.relay,
      testWorld.relay,
    ]);
  });

  it('that was set by hand goes back at the next evaluation, and acts only where its state differs', async () => {
    const { sandbox, client } = await start();
    await client.send(alarm('notBreaching'));
    await sandbox.clock.sleep(2 * minute);
    const set = (StateValue: 'ALARM' | 'OK') =>
      client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'by hand' }));
    await set('OK');
    await set('ALARM');
    expect(await stateOf(client)).toBe('ALARM');
    await sandbox.clock.sleep(2 * minute);
    expect(await stateOf(client)).toBe('OK');
    const { AlarmHistoryItems = [] } = await client.send(
      new DescribeAlarmHistoryCommand({ AlarmName, HistoryItemType: 'StateUpdate' }),
    );
    expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm updated from ALARM to OK',
      'Alarm updated from OK to ALARM',
      'Alarm updated from INSUFFICIENT_DATA to OK',
    ]);
  });

  it('of a silent metric alarms where missing data are breaching', async () => {
    const { sandbox, client } = await start();
    await client.send(alarm('breaching'));
    await sandbox.clock.sleep(2 * minute);
    expect(await stateOf(client)).toBe('ALARM');
  });

  it('reads once more as before its latest change where a fault makes the read stale', async () => {
    const { sandbox, client } = await start();
    await client.send(alarm('ignore'));
    const forced = { AlarmName, StateValue: 'ALARM', StateReason: 'by hand' } as const;
    await client.send(new SetAlarmStateCommand(forced));
    sandbox.addFault({ service: 'monitoring', operation: 'DescribeAlarms', kind: 'stale-read' });

    expect([await stateOf(client), await stateOf(client)]).toEqual(['INSUFFICIENT_DATA', 'ALARM']);
  });

  it('has the composite alarms that reference it as parents, by name or ARN', async () => {
    const { client } = await start();
    await client.send(alarm('ignore'));
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }));
    const put = (name: string, AlarmRule: string) =>
      client.send(new PutCompositeAlarmCommand({ AlarmName: name, AlarmRule }));
    await put('by-name', `ALARM("${AlarmName}") OR ALARM(other)`);
    await put('by-arn', `NOT OK(${MetricAlarms?.[0]?.AlarmArn})`);
    await put('elsewhere', 'ALARM(errors-of-another)');

    const parents = new DescribeAlarmsCommand({ ParentsOfAlarmName: AlarmName });
    const both = new DescribeAlarmsCommand({ ParentsOfAlarmName: AlarmName, AlarmNames: [AlarmName] });

    const { CompositeAlarms = [] } = await client.send(parents);
    expect(CompositeAlarms.map((each) => each.AlarmName)).toEqual(['by-arn', 'by-name']);
    await expect(client.send(both)).rejects.toThrow('ParentsOfAlarmName');
    const all = await client.send(new DescribeAlarmsCommand({ AlarmTypes: ['CompositeAlarm'] }));
    expect(all.CompositeAlarms).toHaveLength(3);
    expect(all.MetricAlarms).toEqual([]);
  });
});
