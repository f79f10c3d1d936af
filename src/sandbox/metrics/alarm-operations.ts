import * as z from 'zod';
import { awsError, type Operation } from '../http/service.ts';
import type { AlarmBook } from './alarm-book.ts';
import { type AlarmRecord, type HistoryItem, isComparison } from './alarm-record.ts';
import type { CompositeAlarms } from './composite-alarms.ts';
import { describeDimensions, dimensions, number, period, statistic, time, truth } from './metric-fields.ts';

const count = number.pipe(z.number().int().min(1));
const arns = z.array(z.string()).default([]);
const putting = z.object({
  AlarmName: z.string().min(1),
  AlarmDescription: z.string().default(''),
  ActionsEnabled: truth.default(true),
  OKActions: arns,
  AlarmActions: arns,
  InsufficientDataActions: arns,
  MetricName: z.string(),
  Namespace: z.string(),
  Statistic: statistic,
  Dimensions: dimensions,
  Period: period,
  EvaluationPeriods: count,
  DatapointsToAlarm: count.optional(),
  Threshold: number,
  ComparisonOperator: z.string(),
  TreatMissingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']).default('missing'),
});
const states = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
const describing = z.object({
  AlarmNames: z.array(z.string()).optional(),
  AlarmNamePrefix: z.string().default(''),
  StateValue: states.optional(),
  AlarmTypes: z.array(z.string()).optional(),
  ParentsOfAlarmName: z.string().optional(),
  MaxRecords: number.default(50),
  NextToken: z.string().optional(),
});
const setting = z.object({
  AlarmName: z.string(),
  StateValue: states,
  StateReason: z.string(),
  StateReasonData: z.string().default(''),
});
const named = z.object({ AlarmNames: z.array(z.string()) });
const historyQuery = z.object({
  AlarmName: z.string().optional(),
  HistoryItemType: z.enum(['ConfigurationUpdate', 'StateUpdate', 'Action']).optional(),
  StartDate: time.default(0),
  EndDate: time.optional(),
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MaxRecords: number.default(100),
  NextToken: z.string().optional(),
});

/** PutMetricAlarm, DescribeAlarms, SetAlarmState, DescribeAlarmHistory, Enable- and DisableAlarmActions, DeleteAlarms. */
export function alarmOperations(
  book: AlarmBook,
  composites: CompositeAlarms,
  historyPage: number,
): Record<string, Operation> {
  const switchActions = (input: unknown, actionsEnabled: boolean): Record<string, never> => {
    for (const name of named.parse(input).AlarmNames) book.find(name).actionsEnabled = actionsEnabled;
    return {};
  };
  return {
    PutMetricAlarm: async (input) => {
      putAlarm(book, putting.parse(input));
      return {};
    },
    ...composites.operations,
    DescribeAlarms: async (input, { isStale }) => {
      const asked = describing.parse(input);
      const { ParentsOfAlarmName: child } = asked;
      if (child === undefined) return describeAlarms(book, composites, { asked, isStale });
      if (Object.keys(input).some((field) => !allowedBesideParents.has(field))) throw parentsStandAlone();
      return { MetricAlarms: [], CompositeAlarms: composites.parentsOf(child) };
    },
    SetAlarmState: async (input) => {
      const { AlarmName, StateValue, StateReason, StateReasonData } = setting.parse(input);
      const why = { reason: StateReason, reasonData: StateReasonData };
      await book.force(book.find(AlarmName), StateValue, why);
      return {};
    },
    DescribeAlarmHistory: async (input) => describeHistory(book, historyQuery.parse(input), historyPage),
    EnableAlarmActions: async (input) => switchActions(input, true),
    DisableAlarmActions: async (input) => switchActions(input, false),
    DeleteAlarms: async (input) => {
      book.delete(named.parse(input).AlarmNames);
      return {};
    },
  };
}

const allowedBesideParents = new Set(['ParentsOfAlarmName', 'MaxRecords', 'NextToken', 'Action', 'Version']);

function parentsStandAlone(): Error {
  return awsError('ValidationError', 'ParentsOfAlarmName allows only MaxRecords and NextToken beside it');
}

function putAlarm(book: AlarmBook, asked: z.infer<typeof putting>): void {
  const comparison = asked.ComparisonOperator;
  if (!isComparison(comparison))
    throw awsError('ValidationError', `Invalid comparison operator: ${comparison}`);
  const datapointsToAlarm = asked.DatapointsToAlarm ?? asked.EvaluationPeriods;
  if (datapointsToAlarm > asked.EvaluationPeriods) {
    throw awsError('ValidationError', 'DatapointsToAlarm must be at most EvaluationPeriods');
  }
  book.put({
    name: asked.AlarmName,
    description: asked.AlarmDescription,
    actionsEnabled: asked.ActionsEnabled,
    actions: {
      OK: asked.OKActions,
      ALARM: asked.AlarmActions,
      INSUFFICIENT_DATA: asked.InsufficientDataActions,
    },
    rule: {
      namespace: asked.Namespace,
      name: asked.MetricName,
      dimensions: asked.Dimensions,
      statistic: asked.Statistic,
      periodSeconds: asked.Period,
      evaluationPeriods: asked.EvaluationPeriods,
      datapointsToAlarm,
      threshold: asked.Threshold,
      comparison,
      treatMissingData: asked.TreatMissingData,
    },
  });
}

function describeAlarms(
  book: AlarmBook,
  composites: CompositeAlarms,
  { asked, isStale }: { readonly asked: z.infer<typeof describing>; readonly isStale: boolean },
): Record<string, unknown> {
  const isMetricAsked = asked.AlarmTypes?.includes('MetricAlarm') ?? true;
  const isCompositeAsked = asked.AlarmTypes?.includes('CompositeAlarm') ?? false;
  const found = [...book.alarms.values()]
    .map((alarm) => (isStale ? (book.earlier.get(alarm.name) ?? alarm) : alarm))
    .filter(({ name }) => asked.AlarmNames?.includes(name) ?? name.startsWith(asked.AlarmNamePrefix))
    .filter(({ state }) => isMetricAsked && (asked.StateValue === undefined || state === asked.StateValue))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  const from = Number(asked.NextToken ?? 0);
  const to = from + asked.MaxRecords;
  return {
    MetricAlarms: found.slice(from, to).map(describeAlarm),
    // On the first page alone: there are few.
    CompositeAlarms: isCompositeAsked && from === 0 ? composites.withPrefix(asked.AlarmNamePrefix) : [],
    ...(to < found.length ? { NextToken: String(to) } : {}),
  };
}

function describeAlarm(alarm: AlarmRecord): Record<string, unknown> {
  const { rule } = alarm;
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    AlarmDescription: alarm.description,
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredMs),
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: alarm.actions.OK,
    AlarmActions: alarm.actions.ALARM,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
    StateValue: alarm.state,
    StateReason: alarm.reason,
    ...(alarm.reasonData === '' ? {} : { StateReasonData: alarm.reasonData }),
    StateUpdatedTimestamp: new Date(alarm.stateUpdatedMs),
    StateTransitionedTimestamp: new Date(alarm.stateUpdatedMs),
    MetricName: rule.name,
    Namespace: rule.namespace,
    Statistic: rule.statistic,
    Dimensions: describeDimensions(rule.dimensions),
    Period: rule.periodSeconds,
    EvaluationPeriods: rule.evaluationPeriods,
    DatapointsToAlarm: rule.datapointsToAlarm,
    Threshold: rule.threshold,
    ComparisonOperator: rule.comparison,
    TreatMissingData: rule.treatMissingData,
  };
}

function describeHistory(
  book: AlarmBook,
  asked: z.infer<typeof historyQuery>,
  historyPage: number,
): Record<string, unknown> {
  const { EndDate = Number.POSITIVE_INFINITY } = asked;
  const isAsked = ({ alarmName, type, timestampMs }: HistoryItem): boolean =>
    (asked.AlarmName === undefined || asked.AlarmName === alarmName) &&
    (asked.HistoryItemType === undefined || asked.HistoryItemType === type) &&
    timestampMs >= asked.StartDate &&
    timestampMs <= EndDate;
  const found = book.history.filter(isAsked);
  if (asked.ScanBy === 'TimestampDescending') found.reverse();
  const from = Number(asked.NextToken ?? 0);
  const to = from + Math.min(asked.MaxRecords, historyPage);
  const AlarmHistoryItems = found.slice(from, to).map((item) => ({
    AlarmName: item.alarmName,
    AlarmType: 'MetricAlarm',
    Timestamp: new Date(item.timestampMs),
    HistoryItemType: item.type,
    HistorySummary: item.summary,
    HistoryData: item.data,
  }));
  return { AlarmHistoryItems, ...(to < found.length ? { NextToken: String(to) } : {}) };
}
