import type { Environment } from '../domain/environment.ts';
import type { MetricName } from './metrics.ts';

/** One metric alarm as plain data, for the sandbox, preflight, `alarm-test`, the Lambda, its relay and Terraform. */
export interface AlarmSpec {
  readonly id: string;
  readonly name: string;
  /** What ALARM means, with the next command: CloudWatch hands it to the relay, and a person reads it on a phone. */
  readonly description: string;
  /** What OK means. It claims no more than the metric shows; CloudWatch has no field for it, so the relay looks it up. */
  readonly over: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
  readonly comparison: 'GreaterThanOrEqualToThreshold' | 'GreaterThanThreshold' | 'LessThanThreshold';
  readonly threshold: number;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly treatMissingData: 'breaching' | 'notBreaching' | 'missing' | 'ignore';
}

/** Metrics of AWS/Lambda that Lambda itself publishes with dimension FunctionName. */
export const lambdaMetrics = ['Invocations', 'Errors', 'Duration', 'Throttles'] as const;

/** Whom the alarms watch: the names of the two functions, as an environment has them. */
export type WatchedFunctions = Pick<Environment, 'function' | 'relay'>;

/** An alarm as alarms.ts declares it; what it leaves out is `atLeastOneInAnHour`. */
export type Watch = (
  | { readonly of: 'own'; readonly metric: MetricName }
  | { readonly of: keyof WatchedFunctions; readonly metric: (typeof lambdaMetrics)[number] }
) &
  Partial<typeof atLeastOneInAnHour> & {
    readonly id: string;
    /** What ALARM means, in Korean and in English. */
    readonly says: readonly [string, string];
    readonly next: string;
    /** What OK means, in Korean and in English, and a command if cases may remain that the metric no longer shows. */
    readonly over?: readonly [string, string, string?];
  };

/** Holds for every metric: OK says only that the metric is back within its threshold. */
export const withinThreshold = [
  '지표가 기준 안으로 돌아왔습니다. 원인이 해결되었다는 뜻은 아닙니다.',
  'The metric is back within its threshold. This does not show that the cause is gone.',
] as const;

/**
 * And no data is no trouble. This holds where a watch does not say otherwise. An hour, since data comes once in 20 minutes:
 * within a shorter time a trouble that each run meets, or each second one, would come and go, with two messages each time.
 */
export const atLeastOneInAnHour: Pick<
  AlarmSpec,
  'statistic' | 'comparison' | 'threshold' | 'periodSeconds' | 'evaluationPeriods' | 'treatMissingData'
> = {
  statistic: 'Sum',
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: 1,
  periodSeconds: 3600,
  evaluationPeriods: 1,
  treatMissingData: 'notBreaching',
};

/**
 * Of metrics that count what is open now, published by each run: OK soon after a run that found nothing open, within the
 * time in which a cutover waits for late data. Longer than a tick (20 minutes); a run that ends later leaves a gap, in which
 * CloudWatch keeps to the last value.
 */
export const openNow = { statistic: 'Maximum', periodSeconds: 1320 } as const;
