import { describe, expect, it } from 'vitest';
import { type LintedAlarm, lintAlarm } from '../../src/domain/alarm-lint.ts';
import { alarmsOf } from '../../src/monitoring/alarms.ts';

const twentyMinutesMs = 20 * 60_000;

const sound: LintedAlarm = {
  name: 'invented',
  type: 'metric',
  actionsEnabled: true,
  alarmActions: ['arn:aws:sns:ap-northeast-2:000000000000:invented'],
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: 1,
  periodSeconds: 300,
  evaluationPeriods: 1,
  treatMissingData: 'notBreaching',
};

describe('lint of an alarm', () => {
  it('finds nothing in a sound one', () => {
    expect(lintAlarm(sound, twentyMinutesMs)).toEqual([]);
  });

  it('finds nothing in the alarms that this product declares', () => {
    const declared = alarmsOf({ function: 'invented', relay: 'invented-relay' }).map((spec) => ({
      ...sound,
      ...spec,
    }));

    expect(declared.flatMap((alarm) => lintAlarm(alarm, twentyMinutesMs))).toEqual([]);
  });

  it.each([
    { name: 'actions off', change: { actionsEnabled: false }, problem: 'switched off' },
    { name: 'no action', change: { alarmActions: [] }, problem: 'nobody hears it' },
    { name: '>= 0', change: { threshold: 0 }, problem: 'true of every value' },
    { name: '< 0', change: { comparison: 'LessThanThreshold', threshold: 0 }, problem: 'true of no value' },
    { name: 'no threshold', change: { threshold: null }, problem: 'no threshold' },
    { name: 'breaching gaps', change: { treatMissingData: 'breaching' }, problem: 'between any two ticks' },
    { name: 'missing gaps', change: { treatMissingData: 'missing' }, problem: 'INSUFFICIENT_DATA' },
    { name: 'ignored gaps', change: { treatMissingData: 'ignore' }, problem: 'never goes back' },
  ])('$name is a problem', ({ change, problem }) => {
    expect(lintAlarm({ ...sound, ...change }, twentyMinutesMs).join()).toContain(problem);
  });
});
