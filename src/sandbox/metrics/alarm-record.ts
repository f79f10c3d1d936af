import type { SeriesKey, Statistic } from './metric-store.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface AlarmRule extends SeriesKey {
  readonly statistic: Statistic;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly treatMissingData: 'missing' | 'ignore' | 'breaching' | 'notBreaching';
}

export const comparisons = {
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
} as const;

export type Comparison = keyof typeof comparisons;

export function isComparison(name: string): name is Comparison {
  return Object.hasOwn(comparisons, name);
}

/** A metric alarm as the sandbox keeps it. */
export interface AlarmRecord {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly rule: AlarmRule;
  actionsEnabled: boolean;
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
  state: AlarmState;
  reason: string;
  reasonData: string;
  stateUpdatedMs: number;
  readonly configuredMs: number;
}

export interface HistoryItem {
  readonly alarmName: string;
  readonly timestampMs: number;
  readonly type: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  readonly summary: string;
  readonly data: string;
}
