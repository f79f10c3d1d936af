import { expect, it } from 'vitest';
import { alarmReason } from '../../../src/sandbox/metrics/alarm-reason.ts';
import type { AlarmRule } from '../../../src/sandbox/metrics/alarm-record.ts';

const rule: AlarmRule = {
  namespace: 'invented',
  name: 'invented',
  dimensions: {},
  statistic: 'Sum',
  periodSeconds: 300,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  threshold: 1,
  comparison: 'GreaterThanOrEqualToThreshold',
  treatMissingData: 'notBreaching',
};
const startMs = Date.parse('2026-11-02T05:00:00Z');
const periods = (...values: readonly (number | null)[]) =>
  values.map((value, index) => ({ timestampMs: startMs + index * 300_000, value }));

it.each([
  [
    rule,
    periods(null, 2, 8),
    { from: 'OK', to: 'ALARM' },
    'Threshold Crossed: 1 out of the last 1 datapoints [8.0 (02/11/26 05:10:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).',
  ],
  [
    rule,
    periods(1, null, 0.1666666667),
    { from: 'ALARM', to: 'OK' },
    'Threshold Crossed: 1 out of the last 1 datapoints [0.1666666667 (02/11/26 05:10:00)] was not greater than or equal to the threshold (1.0) (minimum 1 datapoint for ALARM -> OK transition).',
  ],
  [
    rule,
    periods(null, null, null),
    { from: 'ALARM', to: 'OK' },
    'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
  ],
  [
    { ...rule, evaluationPeriods: 2, comparison: 'LessThanThreshold', treatMissingData: 'breaching' },
    periods(null, null, null, null),
    { from: 'OK', to: 'ALARM' },
    'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].',
  ],
  [
    { ...rule, evaluationPeriods: 2, treatMissingData: 'missing' },
    periods(null, null, null, null),
    { from: 'OK', to: 'INSUFFICIENT_DATA' },
    'Insufficient Data: 2 datapoints were unknown.',
  ],
] as const)('the reason of an evaluation is in the words of CloudWatch (%#)', (of, range, change, reason) => {
  expect(alarmReason(of, range, change)).toBe(reason);
});
