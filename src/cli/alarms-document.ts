import type { AlarmSpec } from '../monitoring/alarm-spec.ts';
import { alarmsOf } from '../monitoring/alarms.ts';

/** docs/alarms.md: what each alarm watches, and what its two states mean. */
export function alarmsDocument(): string {
  const alarms = alarmsOf({ function: '', relay: '' });
  return [
    '# Alarms',
    '',
    'Made from `src/monitoring/alarms.ts` by `npm run docs`. Names begin with `naver-sms-`. Terraform creates the alarms with these',
    'values, each with the alarm topic as ALARM and as OK action; `preflight` compares them, `alarm-test` tests them.',
    '',
    '| alarm | metric | in ALARM if | no data means | what it means | next |',
    '|---|---|---|---|---|---|',
    ...alarms.map(alarmRow),
    '',
    'The periods fit runs each 20 minutes. A trouble that each run meets, or each second one, is one change to ALARM, however long',
    'it lasts. `OpenInDoubt` and `OpenRefused` count what is open at the end of each run: they hold ALARM until a later run or an',
    'operator settles the message, or until a day after its window. A run that cannot read them publishes neither.',
    '',
    '## What OK means',
    '',
    'OK claims no more than the metric shows. If CloudWatch sets it because no data arrived, the text says that nothing is known.',
    '',
    '| alarm | OK means |',
    '|---|---|',
    ...alarms.map(({ id, over }) => `| \`${id}\` | ${englishOf(over)} |`),
    '',
    '## Reminders',
    '',
    'CloudWatch reports a change of state and then is silent. Each scheduled run computes which alarms on the metrics of',
    'namespace `naver-sms` are still in ALARM, and repeats each that the channels have not heard of for six hours, whatever',
    '`telemetry set --notify` says. A run whose own message reached a channel counts as a reminder. The times are in the control',
    'table, item `alarm-memory`.',
    '',
    '`no-runs` and the alarms on AWS/Lambda (`relay-errors` among them) are reported once and not repeated. Where no run comes, none',
    'can repeat it; a second scheduled function for that alone would need an alarm of its own. A run that throws is repeated as',
    '`run-failures`. A relay that fails would have to repeat its own failure through the same channels. Until it is OK again,',
    '`aws cloudwatch describe-alarms --alarm-name-prefix naver-sms- --state-value ALARM` shows what lasts.',
    '',
    '## How an alarm reaches the relay',
    '',
    'By the alarm topic (SNS), by a queue that is subscribed to it, by an EventBridge rule on `CloudWatch Alarm State Change`, or',
    'as a function that the alarm invokes (its policy must allow `lambda.alarms.cloudwatch.amazonaws.com`). `alarm-test` tests',
    'alarms by SNS only. Phone numbers leave masked. If Telegram gave the group a new id, the text goes there with a line on what',
    'to change, and the log has `channel_outdated`.',
    '',
  ].join('\n');
}

function alarmRow({ id, metric, namespace, description, treatMissingData, ...rule }: AlarmSpec): string {
  const [says, next] = [englishOf(description), description.split('Next: ')[1] ?? ''];
  const noData = treatMissingData === 'breaching' ? 'ALARM' : 'OK';
  return `| \`${id}\` | ${namespace} \`${metric}\` | ${conditionOf(rule)} | ${noData} | ${says} | \`${next}\` |`;
}

const signs: Readonly<Record<AlarmSpec['comparison'], string>> = {
  GreaterThanOrEqualToThreshold: '≥',
  GreaterThanThreshold: '>',
  LessThanThreshold: '<',
};

function conditionOf({
  statistic,
  comparison,
  threshold,
  periodSeconds,
  evaluationPeriods,
}: Pick<
  AlarmSpec,
  'statistic' | 'comparison' | 'threshold' | 'periodSeconds' | 'evaluationPeriods'
>): string {
  return `${statistic} of ${(periodSeconds * evaluationPeriods) / 60} min ${signs[comparison]} ${threshold.toLocaleString('en-US')}`;
}

/** The second line: the first is Korean. */
const englishOf = (text: string): string => text.split('\n')[1] ?? text;
