import { type AlarmRule, type AlarmState, comparisons } from './alarm-record.ts';

/** The range that is read is wider than the periods that are judged: 5 for 3 in the vendor's examples. */
const extraPeriods = 2;

export function periodsInRange({ evaluationPeriods }: Pick<AlarmRule, 'evaluationPeriods'>): number {
  return evaluationPeriods + extraPeriods;
}

/**
 * The state that an alarm's data give, or null to keep the present one. `values` are the periods of the evaluation
 * range, oldest first, null where a period has no data.
 * Source: AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html, whose two tables are the test.
 */
export function judgeAlarm(rule: AlarmRule, values: readonly (number | null)[]): AlarmState | null {
  const { evaluationPeriods, datapointsToAlarm } = rule;
  const breaches = values.map((value) =>
    value === null ? null : comparisons[rule.comparison](value, rule.threshold),
  );
  const known = breaches.filter((breach) => breach !== null).slice(-evaluationPeriods);
  const breaching = known.filter(Boolean).length;
  if (breaching >= datapointsToAlarm) return 'ALARM';
  const missing = evaluationPeriods - known.length;
  if (missing === 0) return 'OK';
  switch (rule.treatMissingData) {
    case 'breaching':
      return breaching + missing >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'notBreaching':
      return 'OK';
    case 'ignore':
      return known.includes(false) ? 'OK' : null;
    case 'missing':
      if (known.length === 0) return 'INSUFFICIENT_DATA';
      if (known.includes(false)) return 'OK';
      return isOldEnough(breaches, datapointsToAlarm) ? 'ALARM' : 'INSUFFICIENT_DATA';
  }
}

/**
 * Every known point breaches but there are too few: ALARM once the oldest of them is at least as old as the number of
 * datapoints to alarm, so that one late point is not judged too early.
 */
function isOldEnough(breaches: readonly (boolean | null)[], datapointsToAlarm: number): boolean {
  const oldest = breaches.findIndex((breach) => breach !== null);
  return oldest !== -1 && breaches.length - oldest >= datapointsToAlarm;
}
