import { describe, expect, it } from 'vitest';
import { lambdaMetrics } from '../../src/monitoring/alarm-spec.ts';
import { alarmPrefix, alarmsOf } from '../../src/monitoring/alarms.ts';
import { metricNamespace, metrics } from '../../src/monitoring/metrics.ts';
import { isComparison } from '../../src/sandbox/metrics/alarm-record.ts';
import { judgeAlarm } from '../../src/sandbox/metrics/judge-alarm.ts';

const alarms = alarmsOf({ function: 'naverplace_send_inform_v2', relay: 'naver-sms-relay' });
type Alarm = (typeof alarms)[number];
const isIn = (list: readonly string[], name: string) => list.includes(name);

/** What CloudWatch makes of these values of the alarm's periods, oldest first; null is a period without data. */
function judged(alarm: Alarm, ...values: readonly (number | null)[]) {
  const { comparison } = alarm;
  if (!isComparison(comparison)) throw new RangeError(comparison);
  const rule = { ...alarm, name: alarm.metric, datapointsToAlarm: alarm.evaluationPeriods, comparison };
  return judgeAlarm(rule, values);
}

/** The least trouble that the alarm is for, and the most that it is not for. */
function edges({ comparison, threshold }: Alarm): { readonly bad: number; readonly good: number } {
  if (comparison === 'GreaterThanOrEqualToThreshold') return { bad: threshold, good: threshold - 1 };
  if (comparison === 'GreaterThanThreshold') return { bad: threshold + 1, good: threshold };
  return { bad: threshold - 1, good: threshold };
}

describe.each(alarms.map((alarm) => [alarm.id, alarm] as const))('alarm %s', (_, alarm) => {
  it('watches a metric that the Lambda emits or that AWS/Lambda gives, in its own dimensions', () => {
    if (alarm.namespace === metricNamespace) {
      expect(isIn(Object.keys(metrics), alarm.metric)).toBe(true);
      expect(alarm.dimensions).toEqual({ service: 'naver-sms' });
    } else {
      expect(alarm.namespace).toBe('AWS/Lambda');
      expect(isIn(lambdaMetrics, alarm.metric)).toBe(true);
      expect(['naverplace_send_inform_v2', 'naver-sms-relay']).toContain(alarm.dimensions.FunctionName);
    }
  });

  it('fires at its threshold and not below', () => {
    const { bad, good } = edges(alarm);
    expect([judged(alarm, bad), judged(alarm, good)]).toEqual(['ALARM', 'OK']);
  });

  it('is quiet on a healthy run: one run of two minutes, no failure', () => {
    const healthy: Record<string, number> = { Runs: 1, Duration: 120_000, Invocations: 1 };
    expect(judged(alarm, healthy[alarm.metric] ?? 0)).toBe('OK');
  });

  it('is found by the prefix', () => expect(alarm.name.startsWith(alarmPrefix)).toBe(true));

  it('says in Korean and English what OK means, and never that all is well', () => {
    expect(alarm.over).toMatch(/^[가-힣][^\n]+\.\n[A-Z][^\n]+\.(\n다음 \/ Next: (naver-sms|aws) \S[^\n]*)?$/);
    expect(alarm.over).not.toMatch(/well|healthy|fixed|recovered|resolved|정상/i);
  });

  it('tells a person in Korean and English what it means, and the next command', () => {
    expect(alarm.description).toMatch(/^[가-힣 0-9A-Za-z]+\.\n[A-Z].+\.\n다음 \/ Next: (naver-sms|aws) \S/);
    // What CloudWatch takes of a description.
    expect(alarm.description.length).toBeLessThanOrEqual(1_024);
  });
});

describe('the alarms', () => {
  it('have names and ids of their own', () => {
    expect(new Set(alarms.map(({ name }) => name)).size).toBe(alarms.length);
  });

  it('see the absence of runs: missing data breaches there, and there alone', () => {
    const ofSilence = alarms.filter((alarm) => judged(alarm, null, null, null) === 'ALARM');
    expect(ofSilence.map(({ id }) => id)).toEqual(['no-runs']);
  });

  it('are there for every metric of a trouble', () => {
    const watched = new Set(alarms.map(({ metric }) => metric));
    // Counts of what is well, resolves itself, or is intended: those held back at night are no trouble.
    const harmless = [
      'BookingsSeen',
      'MessagesDue',
      'MessagesAccepted',
      'MessagesReleased',
      'MessagesSkipped',
    ];
    // An accepted message of which SENS says nothing is in the run's own message; SensListUnread has the alarm.
    const reported = ['MessagesWithheld', 'MessagesUnfollowed', 'LoginAttempts', 'RunDurationMs'];
    // Their alarms watch OpenRefused and OpenInDoubt, which hold until somebody deals with the case.
    const counted = ['MessagesRefused', 'MessagesInDoubt'];
    // BookingsNewlySkipped is watched: a booking that stays unreadable is reported once.
    const known = ['BookingsSkipped'];
    const unwatched = Object.keys(metrics).filter((name) => !watched.has(name));
    expect(unwatched.toSorted()).toEqual([...harmless, ...reported, ...counted, ...known].toSorted());
  });
});
