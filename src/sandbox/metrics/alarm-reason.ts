import type { AlarmRule, AlarmState, Comparison } from './alarm-record.ts';

/** One period of the evaluation range; the value is null if it has no data. */
export interface Period {
  readonly timestampMs: number;
  readonly value: number | null;
}

const words: Readonly<Record<Comparison, string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

/**
 * CloudWatch's reason of an evaluation, in its own words: subscribers read numbers, and whether there was any data, out of
 * it. `periods`: the evaluation range, oldest first. Source: the events of the user guide, and reasons that others recorded.
 */
export function alarmReason(
  rule: AlarmRule,
  periods: readonly Period[],
  change: { readonly from: AlarmState; readonly to: AlarmState },
): string {
  const known = periods
    .filter(({ value }) => value !== null)
    .slice(-rule.evaluationPeriods)
    .toReversed();
  const { evaluationPeriods: count, datapointsToAlarm } = rule;
  if (change.to === 'INSUFFICIENT_DATA') {
    const missing = count - known.length;
    return `Insufficient Data: ${missing} ${plural(missing, 'datapoint was', 'datapoints were')} unknown.`;
  }
  if (known.length === 0) return noDataReason(rule);
  const points = known.map(({ timestampMs, value }) => `${decimal(value ?? 0)} (${timeText(timestampMs)})`);
  const was = plural(known.length, 'was', 'were');
  const is = change.to === 'ALARM' ? was : `${was} not`;
  return (
    `Threshold Crossed: ${known.length} out of the last ${count} datapoints [${points.join(', ')}] ${is} ` +
    `${words[rule.comparison]} the threshold (${decimal(rule.threshold)}) (minimum ${datapointsToAlarm} ` +
    `${plural(datapointsToAlarm, 'datapoint', 'datapoints')} for ${change.from} -> ${change.to} transition).`
  );
}

function noDataReason({ evaluationPeriods: count, treatMissingData }: AlarmRule): string {
  const as = treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching';
  const treated = plural(count, 'missing datapoint was', 'missing datapoints were');
  return (
    `Threshold Crossed: no datapoints were received for ${count} ${plural(count, 'period', 'periods')} ` +
    `and ${count} ${treated} treated as [${as}].`
  );
}

const plural = (count: number, one: string, more: string): string => (count === 1 ? one : more);

const decimal = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));

/** `02/11/26 05:00:00`, UTC. */
function timeText(ms: number): string {
  const [date = '', time = ''] = new Date(ms).toISOString().split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}
