import { describe, expect, it } from 'vitest';
import type { AlarmRule } from '../../../src/sandbox/metrics/alarm-record.ts';
import { judgeAlarm } from '../../../src/sandbox/metrics/judge-alarm.ts';

const rule: AlarmRule = {
  namespace: 'n',
  name: 'm',
  dimensions: {},
  statistic: 'Sum',
  periodSeconds: 60,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  threshold: 1,
  comparison: 'GreaterThanOrEqualToThreshold',
  treatMissingData: 'missing',
};

/** `0` is a good point, `X` a breaching one, `-` a missing one, oldest first: the vendor's own notation. */
function judge(points: string, changes: Partial<AlarmRule>): string {
  const values = points.split(' ').map((point) => (point === '-' ? null : point === 'X' ? 1 : 0));
  return judgeAlarm({ ...rule, ...changes }, values) ?? 'retain';
}

const policies = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

function judgeAll(points: string, changes: Partial<AlarmRule> = {}): string[] {
  return policies.map((treatMissingData) => judge(points, { ...changes, treatMissingData }));
}

describe('judgeAlarm', () => {
  it.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', ['INSUFFICIENT_DATA', 'retain', 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', ['ALARM', 'retain', 'ALARM', 'OK']],
    ['X - - - -', ['ALARM', 'retain', 'ALARM', 'OK']],
    ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - X', ['INSUFFICIENT_DATA', 'retain', 'ALARM', 'OK']],
  ])(
    'decides 3 of 3 as the vendor’s table: %s under missing, ignore, breaching, notBreaching',
    (points, expected) => {
      expect(judgeAll(points)).toEqual(expected);
    },
  );

  it.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', ['ALARM', 'retain', 'ALARM', 'OK']],
    ['- - - - X', ['INSUFFICIENT_DATA', 'retain', 'ALARM', 'OK']],
  ])('decides 2 of 3 as the vendor’s table: %s', (points, expected) => {
    expect(judgeAll(points, { datapointsToAlarm: 2 })).toEqual(expected);
  });

  it('sees a breach of one period again while nothing newer comes, as CloudWatch does with sparse data', () => {
    const single = { evaluationPeriods: 1, datapointsToAlarm: 1 };
    expect(judgeAll('X - -', single)).toEqual(['ALARM', 'ALARM', 'ALARM', 'ALARM']);
    expect(judgeAll('- - -', single)).toEqual(['INSUFFICIENT_DATA', 'retain', 'ALARM', 'OK']);
  });

  it.each([
    ['GreaterThanThreshold', 'OK'],
    ['GreaterThanOrEqualToThreshold', 'ALARM'],
    ['LessThanThreshold', 'OK'],
    ['LessThanOrEqualToThreshold', 'ALARM'],
  ] as const)('compares a value at the threshold with %s: %s', (comparison, expected) => {
    expect(judge('X X X X X', { comparison })).toBe(expected);
  });
});
