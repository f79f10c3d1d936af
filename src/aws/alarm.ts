import type { AlarmState } from '../domain/alarm-state.ts';

/** A metric or composite alarm as CloudWatch describes it. */
export interface Alarm {
  readonly name: string;
  readonly arn: string;
  readonly type: 'metric' | 'composite';
  readonly state: AlarmState;
  readonly reason: string;
  readonly actionsEnabled: boolean;
  /** The ARNs that a change to ALARM carries out. */
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
  readonly namespace: string | null;
  readonly metric: string | null;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly comparison: string | null;
  readonly threshold: number | null;
  readonly periodSeconds: number | null;
  readonly evaluationPeriods: number | null;
  readonly treatMissingData: string | null;
  /** When its state was last updated, UTC ISO by CloudWatch's clock. */
  readonly updatedAt: string | null;
}
