/* Checks of the alarms: the declared ones exist as declared, each can fire, and somebody hears it. */

import type { Alarm } from '../../../aws/alarm.ts';
import { lintAlarm } from '../../../domain/alarm-lint.ts';
import { isForced } from '../../../domain/alarm-nonce.ts';
import { parseSchedule, periodMsOf } from '../../../domain/schedule.ts';
import { fail, inconclusive, pass } from '../../../domain/verdict.ts';
import type { AlarmSpec } from '../../../monitoring/alarm-spec.ts';
import { alarmsOf } from '../../../monitoring/alarms.ts';
import { tryRead } from '../../try-read.ts';
import { type Check, type CheckContext, type Finding, judging } from '../check.ts';

export function alarmChecks(context: CheckContext): readonly Check[] {
  const { live, environment } = context;
  return [
    {
      id: 'alarms-declared',
      title: 'Every declared alarm exists as declared',
      severity: 'block',
      expected: alarmsOf(environment)
        .map(({ name }) => name)
        .join(', '),
      remedy: 'terraform apply in lambda/terraform',
      look: async () =>
        judging(await live.alarms(), (alarms) => {
          const wrong = alarmsOf(environment).flatMap((spec) => deviation(spec, alarms) ?? []);
          const observed = `${alarms.length} alarms${wrong.length > 0 ? `; ${wrong.join('; ')}` : ''}`;
          return { observed, verdict: wrong.length === 0 ? pass : fail(wrong.join('; ')) };
        }),
    },
    {
      id: 'alarms-sound',
      title: 'Every alarm can fire, is heard, and is not fooled by missing data',
      severity: 'block',
      expected:
        'actions on, an action, a threshold that means something, a policy for the gap between two ticks',
      remedy: 'mend the named alarm; naver-sms preflight --json shows each problem',
      look: () => lintAll(context),
    },
    {
      id: 'alarm-subscriptions',
      title: 'Every alarm topic has a confirmed subscription',
      severity: 'block',
      expected: 'at least one confirmed subscription per topic',
      remedy: 'aws sns list-subscriptions-by-topic; confirm or add the relay',
      look: () => subscriptions(context),
    },
    {
      id: 'alarms-not-forced',
      title: 'No alarm stands in ALARM by a test',
      severity: 'block',
      expected: 'each state is CloudWatch’s own',
      remedy:
        'wait until the alarm test ends; the next naver-sms command in its ledger restores what a dead one left',
      look: async () =>
        judging(await live.alarms(), (alarms) => {
          const forced = alarms.filter(isForced).map(({ name }) => name);
          const observed = forced.length === 0 ? 'none' : forced.join(', ');
          return {
            observed,
            verdict: forced.length === 0 ? pass : fail(`forced by alarm-test: ${observed}`),
          };
        }),
    },
  ];
}

/** How the live alarm differs from its declaration; null where it does not. */
function deviation(spec: AlarmSpec, alarms: readonly Alarm[]): string | null {
  const found = alarms.find(({ name }) => name === spec.name);
  if (!found) return `${spec.name} is not there`;
  const fields = [
    'namespace',
    'metric',
    'comparison',
    'threshold',
    'periodSeconds',
    'evaluationPeriods',
    'treatMissingData',
  ] as const;
  const differing = fields.find((field) => found[field] !== spec[field]);
  if (differing) return `${spec.name}: ${differing} is ${found[differing]}, declared ${spec[differing]}`;
  const isSame = Object.entries(spec.dimensions).every(([name, value]) => found.dimensions[name] === value);
  return isSame ? null : `${spec.name}: it watches other dimensions`;
}

async function lintAll({ live }: CheckContext): Promise<Finding> {
  const rule = await live.rule();
  const schedule = rule.state === 'read' ? parseSchedule(rule.value?.schedule ?? '') : null;
  const periodMs = schedule && periodMsOf(schedule, live.toolbox.clock.now().getTime());
  return judging(await live.alarms(), (alarms) => {
    if (!periodMs) return { observed: 'no schedule', verdict: inconclusive('the schedule is not known') };
    const problems = alarms.flatMap((alarm) => lintAlarm(alarm, periodMs));
    const observed = problems.length === 0 ? `${alarms.length} alarms, no problem` : problems.join('; ');
    if (alarms.length === 0) return { observed, verdict: fail('no alarm watches this sender') };
    return { observed, verdict: problems.length === 0 ? pass : fail(problems.join('; ')) };
  });
}

async function subscriptions({ live }: CheckContext): Promise<Finding> {
  const alarms = await live.alarms();
  if (alarms.state === 'unreadable') return judging(alarms, () => ({ observed: '', verdict: pass }));
  const topics = [...new Set(alarms.value.flatMap(({ alarmActions }) => alarmActions))].filter(isTopic);
  const reading = await tryRead(live.toolbox, {
    source: `sns:ListSubscriptionsByTopic ${topics.join(', ')}`,
    ask: () => Promise.all(topics.map((topic) => countConfirmed(live.toolbox.aws.topics, topic))),
  });
  return judging(reading, (counts) => {
    const observed = counts
      .map(({ topic, confirmed }) => `${topic.split(':').at(-1)}: ${confirmed} confirmed`)
      .join(', ');
    if (counts.length === 0) return { observed: 'no topic', verdict: fail('no alarm publishes to a topic') };
    const deaf = counts.find(({ confirmed }) => confirmed === 0);
    return { observed, verdict: deaf ? fail(`nobody hears ${deaf.topic}`) : pass };
  });
}

async function countConfirmed(topics: CheckContext['live']['toolbox']['aws']['topics'], topic: string) {
  const found = await topics.subscriptions(topic);
  return { topic, confirmed: found?.filter(({ isConfirmed }) => isConfirmed).length ?? 0 };
}

function isTopic(action: string): boolean {
  return /^arn:aws[\w-]*:sns:/.test(action);
}
