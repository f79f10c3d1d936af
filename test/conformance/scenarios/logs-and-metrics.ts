import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsOutput,
  GetMetricDataCommand,
  type GetMetricDataOutput,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  type DescribeLogGroupsResponse,
  FilterLogEventsCommand,
  type FilterLogEventsResponse,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Scenario } from '../compare.ts';

const logGroupName = '/conformance/group';
const logStreamName = 'stream';
/** Whole minutes of the wall clock: moto's time is real, and the sandbox begins at it. */
const minuteMs = Math.floor(Date.now() / 60_000) * 60_000 - 10 * 60_000;
const namespace = 'conformance';
const alarm = 'conformance-alarm';

export const logsScenario: Scenario = {
  title: 'log groups of CloudWatch Logs',
  steps: [
    { name: 'create a group', call: ({ logs }) => logs.send(new CreateLogGroupCommand({ logGroupName })) },
    { name: 'create it again', call: ({ logs }) => logs.send(new CreateLogGroupCommand({ logGroupName })) },
    {
      name: 'keep it for 30 days',
      call: ({ logs }) => logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 30 })),
    },
    {
      name: 'describe it',
      call: ({ logs }) => logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName })),
      state: ({ logGroups }: DescribeLogGroupsResponse) =>
        logGroups?.map((group) => [group.logGroupName, group.retentionInDays]),
    },
    {
      name: 'create a stream',
      call: ({ logs }) => logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName })),
    },
    {
      name: 'put events',
      call: ({ logs }) =>
        logs.send(
          new PutLogEventsCommand({
            logGroupName,
            logStreamName,
            logEvents: [
              { timestamp: minuteMs, message: '{"event":"run_summary","outcome":"succeeded"}' },
              { timestamp: minuteMs + 1, message: 'START RequestId: 1' },
              { timestamp: minuteMs + 2, message: 'plain ERROR text' },
            ],
          }),
        ),
    },
    ...[undefined, 'ERROR', '"START RequestId"', '{ $.event = "run_summary" }'].map((filterPattern) => ({
      name: `filter by ${filterPattern ?? 'nothing'}`,
      call: ({ logs }: { logs: import('@aws-sdk/client-cloudwatch-logs').CloudWatchLogsClient }) =>
        logs.send(
          new FilterLogEventsCommand({
            logGroupName,
            startTime: minuteMs,
            endTime: minuteMs + 10,
            filterPattern,
          }),
        ),
      state: ({ events }: FilterLogEventsResponse) =>
        events?.map(({ timestamp, message }) => [timestamp, message]),
    })),
    {
      name: 'filter in a group that is not there',
      call: ({ logs }) => logs.send(new FilterLogEventsCommand({ logGroupName: '/nothing' })),
    },
  ],
  known: [
    {
      only: 'state',
      steps: ['filter by { $.event = "run_summary" }'],
      paths: ['state'],
      reason: 'moto does not read JSON patterns and answers every event',
    },
    {
      only: 'sandbox',
      paths: ['logGroups[].logGroupClass: string'],
      reason: 'AWS answers it; moto does not',
    },
    {
      only: 'moto',
      paths: [
        'searchedLogStreams[].logStreamName: string',
        'searchedLogStreams[].searchedCompletely: boolean',
      ],
      reason: 'AWS answers an empty list since May 2020 (vendor: FilterLogEvents), and so does the sandbox',
    },
  ],
};

export const metricsScenario: Scenario = {
  title: 'metrics and alarms of CloudWatch',
  steps: [
    {
      name: 'put data',
      call: ({ metrics }) =>
        metrics.send(
          new PutMetricDataCommand({
            Namespace: namespace,
            MetricData: [1, 2].map((Value) => ({
              MetricName: 'Runs',
              Dimensions: [{ Name: 'service', Value: 'x' }],
              Timestamp: new Date(minuteMs),
              Value,
            })),
          }),
        ),
    },
    ...(['Sum', 'Maximum', 'Average'] as const).map((Stat) => ({
      name: `get the ${Stat}`,
      call: ({ metrics }: { metrics: import('@aws-sdk/client-cloudwatch').CloudWatchClient }) =>
        metrics.send(
          new GetMetricDataCommand({
            StartTime: new Date(minuteMs),
            EndTime: new Date(minuteMs + 60_000),
            MetricDataQueries: ['Runs', 'Nothing'].map((MetricName, index) => ({
              Id: `m${index}`,
              MetricStat: {
                Metric: { Namespace: namespace, MetricName, Dimensions: [{ Name: 'service', Value: 'x' }] },
                Period: 60,
                Stat,
              },
            })),
          }),
        ),
      state: ({ MetricDataResults }: GetMetricDataOutput) =>
        MetricDataResults?.map(({ Id, Values, Timestamps }) => [Id, Values, Timestamps]),
    })),
    {
      name: 'put an alarm',
      call: ({ metrics }) =>
        metrics.send(
          new PutMetricAlarmCommand({
            AlarmName: alarm,
            Namespace: namespace,
            MetricName: 'Failures',
            Dimensions: [{ Name: 'service', Value: 'x' }],
            Statistic: 'Sum',
            Period: 60,
            EvaluationPeriods: 1,
            Threshold: 0,
            ComparisonOperator: 'GreaterThanThreshold',
            TreatMissingData: 'notBreaching',
          }),
        ),
    },
    {
      name: 'set its state',
      call: ({ metrics }) =>
        metrics.send(
          new SetAlarmStateCommand({ AlarmName: alarm, StateValue: 'ALARM', StateReason: 'conformance' }),
        ),
    },
    {
      name: 'describe it',
      call: ({ metrics }) => metrics.send(new DescribeAlarmsCommand({ AlarmNamePrefix: alarm })),
      state: ({ MetricAlarms }: DescribeAlarmsOutput) =>
        MetricAlarms?.map((each) => [
          each.AlarmName,
          each.AlarmArn,
          each.StateValue,
          each.StateReason,
          each.Threshold,
          each.ComparisonOperator,
          each.TreatMissingData,
          each.ActionsEnabled,
          each.Dimensions,
        ]),
    },
    {
      name: 'set the state of nothing',
      call: ({ metrics }) =>
        metrics.send(new SetAlarmStateCommand({ AlarmName: 'nothing', StateValue: 'OK', StateReason: 'x' })),
    },
    {
      name: 'delete it',
      call: ({ metrics }) => metrics.send(new DeleteAlarmsCommand({ AlarmNames: [alarm] })),
    },
    {
      name: 'describe nothing',
      call: ({ metrics }) => metrics.send(new DescribeAlarmsCommand({ AlarmNames: [alarm] })),
    },
  ],
  known: [
    {
      only: 'sandbox',
      paths: ['Messages: list'],
      reason: 'AWS answers an empty list; moto answers nothing',
    },
    {
      only: 'sandbox',
      paths: ['MetricAlarms[].StateTransitionedTimestamp: date'],
      reason: 'AWS answers it; moto does not',
    },
    {
      only: 'sandbox',
      paths: ['MetricAlarms[].AlarmDescription: string', 'MetricAlarms[].DatapointsToAlarm: number'],
      reason: 'the sandbox answers the values in force even where the alarm was put without them',
    },
    {
      only: 'moto',
      paths: ['MetricAlarms[].Metrics: list'],
      reason: 'moto answers an empty list where AWS answers nothing for an alarm on one metric',
    },
  ],
};
