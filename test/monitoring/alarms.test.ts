import { describe, expect, it } from 'vitest';
import { type AlarmSpec, alarmPrefix, alarmsOf, lambdaMetrics } from '../../src/monitoring/alarms.ts';
import { metricNamespace, metrics } from '../../src/monitoring/metrics.ts';

const alarms = alarmsOf('naverplace_send_inform_v2');
const isIn = (list: readonly string[], name: string) => list.includes(name);

/** Whether a value of the alarm's statistic breaches it, as CloudWatch compares. */
function breaches(alarm: AlarmSpec, value: number): boolean {
  if (alarm.comparison === 'GreaterThanOrEqualToThreshold') return value >= alarm.threshold;
  return alarm.comparison === 'GreaterThanThreshold' ? value > alarm.threshold : value < alarm.threshold;
}

describe.each(alarms.map((alarm) => [alarm.id, alarm] as const))('alarm %s', (_, alarm) => {
  it('watches a metric that the Lambda emits or that AWS/Lambda gives, in its own dimensions', () => {
    if (alarm.namespace === metricNamespace) {
      expect(isIn(Object.keys(metrics), alarm.metric)).toBe(true);
      expect(alarm.dimensions).toEqual({ service: 'naver-sms' });
    } else {
      expect(alarm.namespace).toBe('AWS/Lambda');
      expect(isIn(lambdaMetrics, alarm.metric)).toBe(true);
      expect(alarm.dimensions).toEqual({ FunctionName: 'naverplace_send_inform_v2' });
    }
  });

  it('can be in alarm and can be quiet', () => {
    const values = [0, 1, 3, 100, 240_000, 240_001].map((value) => breaches(alarm, value));
    expect(values).toContain(true);
    expect(values).toContain(false);
  });

  it('is quiet on a healthy run: one run of two minutes, no failure', () => {
    const healthy: Record<string, number> = { Runs: 1, Duration: 120_000, Invocations: 1 };
    expect(breaches(alarm, healthy[alarm.metric] ?? 0)).toBe(false);
  });

  it('is found by the prefix', () => expect(alarm.name.startsWith(alarmPrefix)).toBe(true));
});

describe('the alarms', () => {
  it('have names and ids of their own', () => {
    expect(new Set(alarms.map(({ name }) => name)).size).toBe(alarms.length);
  });

  it('see the absence of runs: missing data breaches there, and there alone', () => {
    const breaching = alarms.filter(({ treatMissingData }) => treatMissingData === 'breaching');
    expect(breaching.map(({ id }) => id)).toEqual(['no-runs']);
  });
});
