import {
  type AlarmSpec,
  atLeastOneInAnHour,
  openNow,
  type Watch,
  type WatchedFunctions,
  withinThreshold,
} from './alarm-spec.ts';
import { metricNamespace, metricService } from './metrics.ts';
import { storeWatches } from './store-watches.ts';

/** Every alarm begins with this, so that `DescribeAlarms` by prefix finds all of them and no others. */
export const alarmPrefix = 'naver-sms-';

/** The alarms that watch the function that sends, and one that watches the relay which reports the others. */
export function alarmsOf(watched: WatchedFunctions): readonly AlarmSpec[] {
  return watches.map((watch) =>
    specOf(
      watch,
      watch.of === 'own'
        ? { namespace: metricNamespace, dimensions: { service: metricService } }
        : { namespace: 'AWS/Lambda', dimensions: { FunctionName: watched[watch.of] } },
    ),
  );
}

function specOf(
  { id, of: _, says, next, over = withinThreshold, ...watch }: Watch,
  series: Pick<AlarmSpec, 'namespace' | 'dimensions'>,
): AlarmSpec {
  const [korean, english, command] = over;
  return {
    ...atLeastOneInAnHour,
    id,
    name: `${alarmPrefix}${id}`,
    description: `${says.join('\n')}\n다음 / Next: ${next}`,
    over: [korean, english, ...(command === undefined ? [] : [`다음 / Next: ${command}`])].join('\n'),
    ...series,
    ...watch,
  };
}

const watches: readonly Watch[] = [
  {
    id: 'lambda-errors',
    of: 'function',
    metric: 'Errors',
    says: ['실행이 오류로 끝났습니다.', 'A run threw, crashed or timed out.'],
    next: 'naver-sms tail --since 30m',
    over: [
      '한 시간 동안 오류로 끝난 실행이 없습니다.',
      'No run of the last hour threw, crashed or timed out.',
    ],
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
    over: [
      '한 시간 동안 4분을 넘긴 실행이 없습니다.',
      'No run of the last hour took longer than four minutes.',
    ],
  },
  {
    id: 'lambda-throttles',
    of: 'function',
    metric: 'Throttles',
    says: ['Lambda가 실행을 거부했습니다.', 'Lambda refused a run: concurrency is 0 or used up.'],
    next: 'naver-sms preflight',
    over: ['한 시간 동안 Lambda가 거부한 실행이 없습니다.', 'Lambda refused no run in the last hour.'],
  },
  {
    id: 'run-failures',
    of: 'own',
    metric: 'RunFailures',
    says: ['실행이 실패했습니다.', 'A run said of itself that it failed.'],
    next: 'naver-sms tail --since 30m',
    over: ['한 시간 동안 실패한 실행이 없습니다.', 'No run of the last hour failed.'],
  },
  ...storeWatches,
  // These two show what the last run met: once delivery is live again, a cutover must not wait for an hour.
  {
    id: 'not-live',
    of: 'own',
    metric: 'MessagesNotLive',
    says: [
      '발송이 꺼져 있어 보낼 문자가 나가지 않았습니다.',
      'Messages were due and not sent: delivery is not live, and nobody revoked or stopped it.',
    ],
    next: 'naver-sms delivery status',
    over: [
      '한 시간 동안 꺼진 발송 때문에 남은 문자가 없습니다.',
      'In the last hour no due message was left for want of a live delivery.',
    ],
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
    over: [
      '한 시간 동안 다른 발신자의 흔적이 없습니다.',
      'In the last hour no row was found that another sender marked.',
    ],
  },
  // These two count what is open: until an operator or a later run settles it, or a day after its window.
  {
    id: 'messages-in-doubt',
    of: 'own',
    metric: 'OpenInDoubt',
    says: ['문자가 나갔는지 알 수 없습니다.', 'It is not known whether a message left.'],
    next: 'naver-sms sends list --state in-doubt',
    ...openNow,
    over: [
      '불명으로 남은 문자가 없습니다. 각각 확인되었거나 보낼 시간이 하루 넘게 지났습니다.',
      'No message is left in doubt: each was settled, or its window ended more than a day ago.',
      'naver-sms sends list --state in-doubt',
    ],
  },
  {
    id: 'messages-refused',
    of: 'own',
    metric: 'OpenRefused',
    says: ['거부된 문자가 나가지 않고 있습니다.', 'A refused message is not sent until an operator acts.'],
    next: 'naver-sms sends list --state refused',
    ...openNow,
    over: [
      '거부된 채 남은 문자가 없습니다. 각각 처리되었거나 보낼 시간이 하루 넘게 지났습니다.',
      'No refused message is left: each was dealt with, or its window ended more than a day ago.',
      'naver-sms sends list --state refused',
    ],
  },
  {
    id: 'messages-missed',
    of: 'own',
    metric: 'MessagesMissed',
    says: ['문자를 보낼 시간을 놓쳤습니다.', "A message's window passed without a send."],
    next: 'naver-sms sends list --state missed',
    over: [
      '한 시간 동안 새로 놓친 문자가 없습니다. 이전에 놓친 문자는 나가지 않습니다.',
      'No further message was missed in the last hour. Those missed before are not sent.',
      'naver-sms sends list --state missed',
    ],
  },
  // One phone that is off is ordinary, and in the run's own message; three in an hour are a sender number or a carrier.
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
    over: [
      '한 시간 안에 도착하지 않은 문자가 3건보다 적습니다. 이전 문자는 여전히 도착하지 않았습니다.',
      'Fewer than three messages of the last hour did not arrive. Earlier ones still did not.',
      'naver-sms sends list --state undelivered',
    ],
  },
  // One unread list is made up for by the next run; three in an hour are a form that has changed, or a wrong service id.
  {
    id: 'sens-list-unread',
    of: 'own',
    metric: 'SensListUnread',
    says: [
      '한 시간 안에 SENS 발송 목록을 3번 읽지 못했습니다.',
      "SENS's list could not be read completely in three runs within an hour: messages in doubt stay in doubt.",
    ],
    next: 'naver-sms tail --since 60m',
    threshold: 3,
    over: [
      '한 시간 안에 목록을 읽지 못한 실행이 3번보다 적습니다.',
      "SENS's list could not be read in fewer than three runs of the last hour.",
      'naver-sms sends list --state in-doubt',
    ],
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
    over: [
      '한 시간 안에 전달되지 않은 실행 알림이 3건보다 적습니다. 이전 알림은 다시 보내지 않습니다.',
      'Fewer than three run notifications of the last hour failed. Those that failed are not repeated.',
    ],
  },
  {
    id: 'no-runs',
    of: 'own',
    metric: 'Runs',
    says: ['60분 동안 끝난 실행이 없습니다.', 'No run ended within 60 minutes: three ticks were lost.'],
    next: 'naver-sms delivery status',
    comparison: 'LessThanThreshold',
    treatMissingData: 'breaching',
    over: [
      '한 시간 안에 끝난 실행이 있습니다. 그동안 놓친 문자가 있을 수 있습니다.',
      'A run ended within the last hour. Messages may have been missed meanwhile.',
      'naver-sms sends list --state missed',
    ],
  },
  // The relay reports it itself once it works again; until then it is only in CloudWatch, where verify reads it.
  {
    id: 'relay-errors',
    of: 'relay',
    metric: 'Errors',
    says: ['경보가 어느 채널에도 전달되지 않았습니다.', 'The relay brought an alarm to no channel.'],
    next: 'aws cloudwatch describe-alarms --state-value ALARM',
    over: [
      '한 시간 동안 전달에 실패한 경보가 없습니다. 이전에 실패한 경보는 다시 보내지 않습니다.',
      'The relay failed on no alarm in the last hour. Those that failed before are not repeated.',
      'aws cloudwatch describe-alarms --state-value ALARM',
    ],
  },
];
