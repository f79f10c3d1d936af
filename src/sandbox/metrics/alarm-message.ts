import type { SandboxContext } from '../sandbox-context.ts';
import type { AlarmRecord, AlarmState } from './alarm-record.ts';
import { describeDimensions } from './metric-fields.ts';

/** What CloudWatch publishes to SNS when an alarm changes its state. */
export function alarmMessage(
  { account, region }: SandboxContext,
  alarm: AlarmRecord,
  oldState: AlarmState,
): { subject: string; message: string } {
  const { rule } = alarm;
  const document = {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description,
    AWSAccountId: account,
    AlarmConfigurationUpdatedTimestamp: isoTime(alarm.configuredMs),
    NewStateValue: alarm.state,
    NewStateReason: alarm.reason,
    StateChangeTime: isoTime(alarm.stateUpdatedMs),
    Region: region,
    AlarmArn: alarm.arn,
    OldStateValue: oldState,
    OKActions: alarm.actions.OK,
    AlarmActions: alarm.actions.ALARM,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
    Trigger: {
      MetricName: rule.name,
      Namespace: rule.namespace,
      StatisticType: 'Statistic',
      Statistic: rule.statistic.toUpperCase(),
      Unit: null,
      Dimensions: describeDimensions(rule.dimensions).map(({ Name, Value }) => ({
        value: Value,
        name: Name,
      })),
      Period: rule.periodSeconds,
      EvaluationPeriods: rule.evaluationPeriods,
      DatapointsToAlarm: rule.datapointsToAlarm,
      ComparisonOperator: rule.comparison,
      Threshold: rule.threshold,
      TreatMissingData: rule.treatMissingData,
      EvaluateLowSampleCountPercentile: '',
    },
  };
  return { subject: `${alarm.state}: "${alarm.name}" in ${region}`, message: JSON.stringify(document) };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+0000');
}
