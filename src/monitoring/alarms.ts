import { type MetricName, metricNamespace, metricService } from './metrics.ts';

/** One metric alarm of the run's function as plain data, for the sandbox, preflight, `alarm-test` and Terraform. */
export interface AlarmSpec {
  readonly id: string;
  readonly name: string;
  readonly description: string;
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

/** Every alarm begins with this, so that `DescribeAlarms` by prefix finds all of them and no others. */
export const alarmPrefix = 'naver-sms-';

/** Metrics of AWS/Lambda that Lambda itself publishes with dimension FunctionName. */
export const lambdaMetrics = ['Invocations', 'Errors', 'Duration', 'Throttles'] as const;

/** The alarms that watch the function with this name. */
export function alarmsOf(functionName: string): readonly AlarmSpec[] {
  const lambdaMetric = (metric: (typeof lambdaMetrics)[number]) => ({
    namespace: 'AWS/Lambda',
    metric,
    dimensions: { FunctionName: functionName },
  });
  return [
    {
      ...alarm('lambda-errors', 'A run threw, crashed or timed out.'),
      ...lambdaMetric('Errors'),
      ...atLeast(1),
    },
    {
      ...alarm('lambda-duration', 'A run took longer than four of its five minutes.'),
      ...lambdaMetric('Duration'),
      ...atLeast(1),
      statistic: 'Maximum',
      comparison: 'GreaterThanThreshold',
      threshold: 240_000,
    },
    {
      ...alarm('lambda-throttles', 'Lambda refused a run: concurrency is 0 or used up.'),
      ...lambdaMetric('Throttles'),
      ...atLeast(1),
    },
    {
      ...alarm('run-failures', 'A run said of itself that it failed.'),
      ...ownMetric('RunFailures'),
      ...atLeast(1),
    },
    {
      ...alarm('stores-failed', 'The bookings of a store could not be read.'),
      ...ownMetric('StoresFailed'),
      ...atLeast(1),
    },
    {
      ...alarm('messages-in-doubt', 'It is not known whether a message left.'),
      ...ownMetric('MessagesInDoubt'),
      ...atLeast(1),
    },
    {
      ...alarm('messages-refused', 'SENS refused a message for good.'),
      ...ownMetric('MessagesRefused'),
      ...atLeast(1),
    },
    {
      ...alarm('messages-missed', "A message's window passed without a send."),
      ...ownMetric('MessagesMissed'),
      ...atLeast(1),
    },
    {
      ...alarm('notifications-failed', 'Three run notifications within an hour did not arrive.'),
      ...ownMetric('NotificationFailures'),
      ...atLeast(3),
      periodSeconds: 3600,
    },
    {
      ...alarm('no-runs', 'No run ended within 60 minutes: three ticks were lost.'),
      ...ownMetric('Runs'),
      ...atLeast(1),
      comparison: 'LessThanThreshold',
      periodSeconds: 3600,
      treatMissingData: 'breaching',
    },
  ];
}

const alarm = (id: string, description: string) => ({ id, name: `${alarmPrefix}${id}`, description });

const ownMetric = (metric: MetricName) => ({
  namespace: metricNamespace,
  metric,
  dimensions: { service: metricService },
});

const atLeast = (threshold: number) =>
  ({
    statistic: 'Sum',
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold,
    periodSeconds: 300,
    evaluationPeriods: 1,
    treatMissingData: 'notBreaching',
  }) as const;
