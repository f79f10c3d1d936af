/*
 * What is wrong with an alarm before anything happens: it can never fire, it always fires, nobody hears it, or missing
 * data between two ticks fools it. CloudWatch tests none of this.
 */
export interface LintedAlarm {
  readonly name: string;
  readonly type: 'metric' | 'composite';
  readonly actionsEnabled: boolean;
  readonly alarmActions: readonly string[];
  readonly comparison: string | null;
  readonly threshold: number | null;
  readonly periodSeconds: number | null;
  readonly evaluationPeriods: number | null;
  readonly treatMissingData: string | null;
}

/** The problems of one alarm on counts and durations that are never negative; empty where it is sound. */
export function lintAlarm(alarm: LintedAlarm, tickPeriodMs: number): readonly string[] {
  const problems: (string | null)[] = [hearing(alarm)];
  if (alarm.type === 'metric') problems.push(vacuity(alarm), missingData(alarm, tickPeriodMs));
  return problems.flatMap((problem) => (problem === null ? [] : [`${alarm.name}: ${problem}`]));
}

function hearing({ actionsEnabled, alarmActions }: LintedAlarm): string | null {
  if (!actionsEnabled) return 'its actions are switched off';
  return alarmActions.length === 0 ? 'it has no action: nobody hears it' : null;
}

function vacuity({ comparison, threshold }: LintedAlarm): string | null {
  if (comparison === null || threshold === null) return 'it has no threshold';
  const isAlways =
    (comparison === 'GreaterThanOrEqualToThreshold' && threshold <= 0) ||
    (comparison === 'GreaterThanThreshold' && threshold < 0);
  const isNever =
    (comparison === 'LessThanThreshold' && threshold <= 0) ||
    (comparison === 'LessThanOrEqualToThreshold' && threshold < 0);
  if (isAlways) return `vacuous: ${comparison} ${threshold} is true of every value`;
  return isNever ? `vacuous: ${comparison} ${threshold} is true of no value` : null;
}

/** Between two ticks there is no datum at all, so what an alarm makes of nothing decides what it says most of the time. */
function missingData(
  { treatMissingData, periodSeconds, evaluationPeriods }: LintedAlarm,
  tickPeriodMs: number,
): string | null {
  const spanMs = (periodSeconds ?? 0) * (evaluationPeriods ?? 0) * 1000;
  if (spanMs === 0) return 'it has no period';
  if (spanMs > tickPeriodMs) return null;
  const minutes = `${spanMs / 60_000} min of data, a tick every ${tickPeriodMs / 60_000} min`;
  if (treatMissingData === 'breaching')
    return `it alarms between any two ticks (missing data is breaching; ${minutes})`;
  if (treatMissingData === 'missing')
    return `it falls to INSUFFICIENT_DATA between any two ticks (${minutes})`;
  return treatMissingData === 'ignore'
    ? `it never goes back to OK by itself (missing data is ignored; ${minutes})`
    : null;
}
