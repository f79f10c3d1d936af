/* A sandbox, the built binary, and one alarm on a metric without points: no evaluation restores it in the place of the tool. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import { type AlarmMatrix, alarmMatrixSchema } from '../../src/domain/alarm-matrix.ts';
import type { Fault } from '../../src/sandbox/faults/fault.ts';
import { ordinaryScenario, type WorldScenario } from '../../src/sandbox/world-spec.ts';
import { type CliWorld, startCliWorld } from '../support/cli-world.ts';

export const held = 'naver-sms-held';

export interface AlarmCliWorld extends CliWorld {
  readonly cloudWatch: CloudWatchClient;
  /** The words of an alarm test that acts. */
  readonly words: (...more: readonly string[]) => readonly string[];
  readonly putHeld: (change?: object) => Promise<unknown>;
  readonly stateOf: (name?: string) => Promise<string | undefined>;
  /** The state that the last change in the held alarm's history led to; the one that it begins in where there is none. */
  readonly stateByHistory: () => Promise<string>;
  /** The last matrix in the ledger. */
  readonly matrix: () => AlarmMatrix;
}

export interface AlarmCliOptions {
  readonly faults?: readonly Fault[];
  readonly scenario?: WorldScenario;
}

export async function startAlarmCliWorld({
  faults = [],
  scenario = ordinaryScenario,
}: AlarmCliOptions = {}): Promise<AlarmCliWorld> {
  const world = await startCliWorld({ faults, scenario: { ...scenario, trial: 'ran' } });
  const { region, account, function: functionName } = world.environment;
  const cloudWatch = new CloudWatchClient({
    region,
    endpoint: world.sandbox.endpoint,
    credentials: world.sandbox.credentials,
  });
  const topicArn = `arn:aws:sns:${region}:${account}:${functionName}-alerts`;
  const putHeld = (change: object = {}) =>
    cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName: held,
        Namespace: 'AWS/Lambda',
        MetricName: 'Throttles',
        Dimensions: [{ Name: 'FunctionName', Value: functionName }],
        Statistic: 'Sum',
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 5,
        Period: 7200,
        EvaluationPeriods: 1,
        TreatMissingData: 'ignore',
        AlarmActions: [topicArn],
        ...change,
      }),
    );
  await putHeld();
  return {
    ...world,
    cloudWatch,
    putHeld,
    words: (...more) => [
      'alarm-test',
      ...more,
      ...['--confirm', world.environment.function, '--reason', 'test'],
    ],
    stateOf: async (name = held) => {
      const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
      return MetricAlarms?.[0]?.StateValue;
    },
    stateByHistory: async () => {
      const { AlarmHistoryItems } = await cloudWatch.send(
        new DescribeAlarmHistoryCommand({ AlarmName: held, HistoryItemType: 'StateUpdate', MaxRecords: 1 }),
      );
      return AlarmHistoryItems?.[0]?.HistorySummary?.split(' to ')[1] ?? 'INSUFFICIENT_DATA';
    },
    matrix: () => lastMatrix(world.evidence),
  };
}

function lastMatrix(evidence: string): AlarmMatrix {
  const ledger = readFileSync(join(dirname(evidence), 'docs/validation/ledger.jsonl'), 'utf8');
  const line = ledger
    .trimEnd()
    .split('\n')
    .findLast((text) => text.includes('"step":"alarm-matrix"'));
  return alarmMatrixSchema.parse(JSON.parse(line ?? '{}').data?.matrix);
}
