/* CloudWatch alarms, metric and composite, as one list. */
import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import type { AlarmState } from '../domain/alarm-state.ts';
import type { Alarm } from './alarm.ts';
import { acknowledgementOf, answerOf } from './answer-of.ts';

/** cloudwatch:DescribeAlarms by prefix, all pages. Without AlarmTypes the service returns metric alarms alone. */
export async function listAlarms(client: CloudWatchClient, prefix: string): Promise<readonly Alarm[]> {
  const call = { action: 'cloudwatch:DescribeAlarms', subject: `alarms ${prefix}*` };
  const alarms: Alarm[] = [];
  let token: string | undefined;
  do {
    const input = {
      AlarmNamePrefix: prefix,
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] as const,
      NextToken: token,
    };
    const { value } = await answerOf(call, alarmsAnswer, () =>
      client.send(new DescribeAlarmsCommand({ ...input, AlarmTypes: [...input.AlarmTypes] })),
    );
    alarms.push(...value.MetricAlarms.map(fromMetricAlarm), ...value.CompositeAlarms.map(fromCompositeAlarm));
    token = value.NextToken ?? undefined;
  } while (token !== undefined);
  return alarms;
}

/** cloudwatch:DescribeAlarms by `ParentsOfAlarmName`, which allows no AlarmTypes beside it and answers names and ARNs. */
export async function listCompositesOver(client: CloudWatchClient, name: string): Promise<readonly string[]> {
  const call = { action: 'cloudwatch:DescribeAlarms', subject: `composite alarms over ${name}` };
  const names: string[] = [];
  let token: string | undefined;
  do {
    const input = { ParentsOfAlarmName: name, NextToken: token };
    const { value } = await answerOf(call, parentsAnswer, () =>
      client.send(new DescribeAlarmsCommand(input)),
    );
    names.push(...value.CompositeAlarms.map(({ AlarmName }) => AlarmName));
    token = value.NextToken ?? undefined;
  } while (token !== undefined);
  return names;
}

/** cloudwatch:SetAlarmState; the answer's request id. Its actions run only where the state really changes. */
export function setAlarmState(
  client: CloudWatchClient,
  { name, state, reason }: { readonly name: string; readonly state: AlarmState; readonly reason: string },
): Promise<string> {
  const call = { action: 'cloudwatch:SetAlarmState', subject: `alarm ${name}` };
  const input = { AlarmName: name, StateValue: state, StateReason: reason };
  return acknowledgementOf(call, () => client.send(new SetAlarmStateCommand(input)));
}

const alarmBase = z.object({
  AlarmName: z.string(),
  AlarmArn: z.string(),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  StateReason: z.string().nullish(),
  StateUpdatedTimestamp: z.date().nullish(),
  /** Defaults to true: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
  ActionsEnabled: z.boolean().default(true),
  AlarmActions: z.array(z.string()).default([]),
  OKActions: z.array(z.string()).default([]),
  InsufficientDataActions: z.array(z.string()).default([]),
});

const metricAlarm = alarmBase.extend({
  Namespace: z.string().nullish(),
  MetricName: z.string().nullish(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  ComparisonOperator: z.string().nullish(),
  Threshold: z.number().nullish(),
  Period: z.number().nullish(),
  EvaluationPeriods: z.number().nullish(),
  TreatMissingData: z.string().nullish(),
});

const alarmsAnswer = z.object({
  MetricAlarms: z.array(metricAlarm).default([]),
  CompositeAlarms: z.array(alarmBase).default([]),
  NextToken: z.string().nullish(),
});

const parentsAnswer = z.object({
  CompositeAlarms: z.array(z.object({ AlarmName: z.string() })).default([]),
  NextToken: z.string().nullish(),
});

function fromMetricAlarm(answer: z.output<typeof metricAlarm>): Alarm {
  return {
    ...fromAlarmBase(answer),
    type: 'metric',
    namespace: answer.Namespace ?? null,
    metric: answer.MetricName ?? null,
    dimensions: Object.fromEntries(answer.Dimensions.map(({ Name, Value }) => [Name, Value])),
    comparison: answer.ComparisonOperator ?? null,
    threshold: answer.Threshold ?? null,
    periodSeconds: answer.Period ?? null,
    evaluationPeriods: answer.EvaluationPeriods ?? null,
    treatMissingData: answer.TreatMissingData ?? null,
  };
}

function fromCompositeAlarm(answer: z.output<typeof alarmBase>): Alarm {
  return {
    ...fromAlarmBase(answer),
    type: 'composite',
    namespace: null,
    metric: null,
    dimensions: {},
    comparison: null,
    threshold: null,
    periodSeconds: null,
    evaluationPeriods: null,
    treatMissingData: null,
  };
}

function fromAlarmBase(answer: z.output<typeof alarmBase>) {
  return {
    name: answer.AlarmName,
    arn: answer.AlarmArn,
    state: answer.StateValue,
    reason: answer.StateReason ?? '',
    actionsEnabled: answer.ActionsEnabled,
    alarmActions: answer.AlarmActions,
    okActions: answer.OKActions,
    insufficientDataActions: answer.InsufficientDataActions,
    updatedAt: answer.StateUpdatedTimestamp?.toISOString() ?? null,
  };
}
