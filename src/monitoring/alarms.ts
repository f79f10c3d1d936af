import type { Environment } from '../domain/environment.ts';
import { type MetricName, metricNamespace, metricService } from './metrics.ts';

/** One metric alarm as plain data, for the sandbox, preflight, `alarm-test` and Terraform. */
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

/** Whom the alarms watch: the names of the two functions, as an environment has them. */
export type WatchedFunctions = Pick<Environment, 'function' | 'relay'>;

/** The alarms that watch the function that sends, and one that watches the relay which tells of the others. */
export function alarmsOf(watched: WatchedFunctions): readonly AlarmSpec[] {
  return watches.map(({ id, of, says, next, ...watch }) => ({
    ...atLeastOneInFiveMinutes,
    id,
    name: `${alarmPrefix}${id}`,
    description: `${says.join('\n')}\n다음 / Next: ${next}`,
    ...(of === 'own'
      ? { namespace: metricNamespace, dimensions: { service: metricService } }
      : { namespace: 'AWS/Lambda', dimensions: { FunctionName: watched[of] } }),
    ...watch,
  }));
}

type Watch = (
  | { readonly of: 'own'; readonly metric: MetricName }
  | { readonly of: keyof WatchedFunctions; readonly metric: (typeof lambdaMetrics)[number] }
) &
  Partial<typeof atLeastOneInFiveMinutes> & {
    readonly id: string;
    /** What it means, in Korean and in English: CloudWatch hands it to the relay, and a person reads it on a phone. */
    readonly says: readonly [string, string];
    readonly next: string;
  };

/** And no data is no trouble. This holds where a watch does not say otherwise. */
const atLeastOneInFiveMinutes: Pick<
  AlarmSpec,
  'statistic' | 'comparison' | 'threshold' | 'periodSeconds' | 'evaluationPeriods' | 'treatMissingData'
> = {
  statistic: 'Sum',
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: 1,
  periodSeconds: 300,
  evaluationPeriods: 1,
  treatMissingData: 'notBreaching',
};

const watches: readonly Watch[] = [
  {
    id: 'lambda-errors',
    of: 'function',
    metric: 'Errors',
    says: ['실행이 오류로 끝났습니다.', 'A run threw, crashed or timed out.'],
    next: 'naver-sms tail --since 30m',
  },
  {
    id: 'lambda-duration',
    of: 'function',
    metric: 'Duration',
    says: ['실행이 4분을 넘겼습니다.', 'A run took longer than four of its five minutes.'],
    next: 'naver-sms tail --since 30m',
    statistic: 'Maximum',
    comparison: 'GreaterThanThreshold',
    threshold: 240_000,
  },
  {
    id: 'lambda-throttles',
    of: 'function',
    metric: 'Throttles',
    says: ['Lambda가 실행을 거부했습니다.', 'Lambda refused a run: concurrency is 0 or used up.'],
    next: 'naver-sms preflight',
  },
  {
    id: 'run-failures',
    of: 'own',
    metric: 'RunFailures',
    says: ['실행이 실패했습니다.', 'A run said of itself that it failed.'],
    next: 'naver-sms tail --since 30m',
  },
  {
    id: 'stores-failed',
    of: 'own',
    metric: 'StoresFailed',
    says: ['매장의 예약을 읽지 못했습니다.', 'The bookings of a store could not be read.'],
    next: 'naver-sms tail --since 30m',
  },
  // For an hour, since it holds in each run until somebody acts: with a shorter period it would come and go each tick.
  {
    id: 'stores-withheld',
    of: 'own',
    metric: 'StoresWithheld',
    says: [
      '매장의 모든 문자가 승인을 기다립니다.',
      'Every message of a store waits for backlogAcknowledged in stores.yaml.',
    ],
    next: 'naver-sms tail --since 30m',
    periodSeconds: 3600,
  },
  // For an hour, as above: it holds in each run until somebody acts.
  {
    id: 'not-live',
    of: 'own',
    metric: 'MessagesNotLive',
    says: [
      '발송이 꺼져 있어 보낼 문자가 나가지 않았습니다.',
      'Messages were due and not sent: delivery is not live, and nobody revoked or stopped it.',
    ],
    next: 'naver-sms delivery status',
    periodSeconds: 3600,
  },
  {
    id: 'foreign-rows',
    of: 'own',
    metric: 'ForeignRows',
    says: [
      '다른 발신자가 문자를 보낸 흔적이 있습니다.',
      'Another sender marked a message as sent while ours was the only one.',
    ],
    next: 'naver-sms preflight',
    periodSeconds: 3600,
  },
  {
    id: 'messages-in-doubt',
    of: 'own',
    metric: 'MessagesInDoubt',
    says: ['문자가 나갔는지 알 수 없습니다.', 'It is not known whether a message left.'],
    next: 'naver-sms sends list --state in-doubt',
  },
  {
    id: 'messages-refused',
    of: 'own',
    metric: 'MessagesRefused',
    says: ['SENS가 문자를 거부했습니다.', 'SENS refused a message for good.'],
    next: 'naver-sms sends list --state refused',
  },
  {
    id: 'messages-missed',
    of: 'own',
    metric: 'MessagesMissed',
    says: ['문자를 보낼 시간을 놓쳤습니다.', "A message's window passed without a send."],
    next: 'naver-sms sends list --state missed',
  },
  // One phone that is off is everyday, and in the run's own message; three in an hour are a sender number or a carrier.
  {
    id: 'messages-undelivered',
    of: 'own',
    metric: 'MessagesUndelivered',
    says: [
      '한 시간 안에 문자 3건이 도착하지 않았습니다.',
      'Three accepted messages within an hour did not reach their phones.',
    ],
    next: 'naver-sms sends list --state undelivered',
    threshold: 3,
    periodSeconds: 3600,
  },
  {
    id: 'notifications-failed',
    of: 'own',
    metric: 'NotificationFailures',
    says: [
      '한 시간 안에 실행 알림 3건이 전달되지 않았습니다.',
      'Three run notifications within an hour did not arrive.',
    ],
    next: 'naver-sms tail --since 60m',
    threshold: 3,
    periodSeconds: 3600,
  },
  {
    id: 'no-runs',
    of: 'own',
    metric: 'Runs',
    says: ['60분 동안 끝난 실행이 없습니다.', 'No run ended within 60 minutes: three ticks were lost.'],
    next: 'naver-sms delivery status',
    comparison: 'LessThanThreshold',
    periodSeconds: 3600,
    treatMissingData: 'breaching',
  },
  // It is told by the relay itself once that works again; until then it stands in CloudWatch, where verify reads it.
  {
    id: 'relay-errors',
    of: 'relay',
    metric: 'Errors',
    says: ['경보가 어느 채널에도 전달되지 않았습니다.', 'The relay brought an alarm to no channel.'],
    next: 'aws cloudwatch describe-alarms --state-value ALARM',
  },
];
