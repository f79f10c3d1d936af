import { type AlarmSpec, withinThreshold } from './alarm-spec.ts';
import { alarmsOf } from './alarms.ts';
import { metricNamespace } from './metrics.ts';

/** All of them; the names of the functions are only in their dimensions. */
const alarms = alarmsOf({ function: '', relay: '' });

/** The alarms on the metrics that a run publishes itself: it can compute which of them are in ALARM. */
export const ownAlarms: readonly AlarmSpec[] = alarms.filter(
  ({ namespace }) => namespace === metricNamespace,
);

/** What OK means for the alarm of this name, in Korean and in English; for one that we do not declare, what OK always means. */
export function meaningOfOk(alarmName: string): string {
  return alarms.find(({ name }) => name === alarmName)?.over ?? withinThreshold.join('\n');
}
