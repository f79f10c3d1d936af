import type { AlarmSpec } from '../../src/monitoring/alarm-spec.ts';

/*
 * Which of our own alarms are in ALARM, as a run can compute it from what the runs of the last hour published, and since
 * when. CloudWatch reports a change of state and nothing while it lasts: this is what a reminder is decided from. Pure.
 */

export interface AlarmMemory {
  /** Runs within the longest period of an alarm; of their values those above zero. */
  readonly runs: readonly PublishedValues[];
  /** The alarms in ALARM, by id. */
  readonly alarms: Readonly<Record<string, Incident>>;
}

export interface PublishedValues {
  /** UTC ISO. */
  readonly at: string;
  readonly values: Readonly<Record<string, number>>;
}

export interface Incident {
  /** UTC ISO: the run that first met it. CloudWatch reported it then. */
  readonly since: string;
  /** UTC ISO: when the channels last heard of it. */
  readonly toldAt: string;
}

export interface Reminder {
  readonly alarm: AlarmSpec;
  readonly since: Date;
}

export const emptyMemory: AlarmMemory = { runs: [], alarms: {} };

/** An alarm that lasts is repeated so often. A tick may come a little early. Milliseconds. */
export const remindAfterMs = 6 * 60 * 60_000;
const tickSlackMs = 5 * 60_000;

/** Adds what a run published, and drops what no alarm looks at any more. */
export function afterRun(
  memory: AlarmMemory,
  published: { readonly at: Date; readonly values: Readonly<Record<string, number | null>> },
  alarms: readonly AlarmSpec[],
): AlarmMemory {
  const nowMs = published.at.getTime();
  const longestMs = Math.max(0, ...alarms.map(rangeMs));
  const kept = memory.runs.filter(({ at }) => isWithin(at, nowMs, longestMs));
  const values = aboveZero(published.values);
  const runs =
    Object.keys(values).length === 0 ? kept : [...kept, { at: published.at.toISOString(), values }];
  const at = published.at.toISOString();
  const inAlarm = alarms.filter((alarm) => isInAlarm(alarm, runs, nowMs));
  return {
    runs,
    alarms: Object.fromEntries(inAlarm.map(({ id }) => [id, memory.alarms[id] ?? { since: at, toldAt: at }])),
  };
}

/** The alarms that the channels have not heard of for so long that they are told again. */
export function dueReminders(
  { alarms: incidents }: AlarmMemory,
  now: Date,
  alarms: readonly AlarmSpec[],
): readonly Reminder[] {
  return alarms.flatMap((alarm) => {
    const incident = incidents[alarm.id];
    if (!incident) return [];
    const isDue = now.getTime() - Date.parse(incident.toldAt) >= remindAfterMs - tickSlackMs;
    return isDue ? [{ alarm, since: new Date(incident.since) }] : [];
  });
}

/** Notes that the channels heard of these alarms now. */
export function told(memory: AlarmMemory, ids: readonly string[], now: Date): AlarmMemory {
  const alarms = Object.entries(memory.alarms).map(([id, incident]) => [
    id,
    ids.includes(id) ? { ...incident, toldAt: now.toISOString() } : incident,
  ]);
  return { ...memory, alarms: Object.fromEntries(alarms) };
}

/** As CloudWatch evaluates it. An alarm on too little is over as soon as a run ended. */
function isInAlarm(alarm: AlarmSpec, runs: readonly PublishedValues[], nowMs: number): boolean {
  const values = runs
    .filter(({ at }) => isWithin(at, nowMs, rangeMs(alarm)))
    .map((run) => run.values[alarm.metric] ?? 0);
  const value =
    alarm.statistic === 'Sum' ? values.reduce((sum, one) => sum + one, 0) : Math.max(0, ...values);
  if (alarm.comparison === 'LessThanThreshold') return false;
  return alarm.comparison === 'GreaterThanThreshold' ? value > alarm.threshold : value >= alarm.threshold;
}

const rangeMs = ({ periodSeconds, evaluationPeriods }: AlarmSpec): number =>
  periodSeconds * evaluationPeriods * 1_000;

const isWithin = (at: string, nowMs: number, ms: number): boolean => nowMs - Date.parse(at) < ms;

const aboveZero = (values: Readonly<Record<string, number | null>>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : [])));
