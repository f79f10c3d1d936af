/* Checks of the rules: ours is there and in the expected state, and no other sender is on. */
import { parseSchedule, periodMsOf } from '../../../domain/schedule.ts';
import { fail, pass } from '../../../domain/verdict.ts';
import { commandsFor } from '../../commands-for.ts';
import { type Check, type CheckContext, judging } from '../check.ts';

export function ruleChecks({ live, environment, aim }: CheckContext): readonly Check[] {
  const { rule } = environment;
  return [
    {
      id: 'rule-exists',
      title: `Rule ${rule} exists`,
      severity: 'block',
      expected: 'one rule of that name on the default bus',
      remedy: 'mend `rule` in naver-sms.config.yaml, or create the rule',
      look: async () =>
        judging(await live.rule(), (found) => ({
          observed: found ? found.arn : 'no such rule',
          verdict: found ? pass : fail(`there is no rule ${rule}`),
        })),
    },
    {
      id: 'rule-state',
      title: `Rule ${rule} is ${aim.ruleState}`,
      severity: 'block',
      expected: aim.ruleState,
      remedy:
        aim.ruleState === 'DISABLED'
          ? `${commandsFor(environment).verify}, or aws events disable-rule --name ${rule}`
          : commandsFor(environment).cutover,
      look: async () =>
        judging(await live.rule(), (found) => ({
          observed: found?.state ?? 'ABSENT',
          verdict: found?.state === aim.ruleState ? pass : fail(`it is ${found?.state ?? 'ABSENT'}`),
        })),
    },
    {
      id: 'schedule',
      title: 'The schedule can be predicted',
      severity: 'block',
      expected: 'a rate() or cron() expression with a tick ahead',
      remedy: `aws events put-rule --name ${rule} --schedule-expression "rate(20 minutes)" --state DISABLED`,
      look: async () =>
        judging(await live.rule(), (found) => {
          const schedule = parseSchedule(found?.schedule ?? '');
          const periodMs = schedule && periodMsOf(schedule, live.toolbox.clock.now().getTime());
          const observed = found?.schedule ?? 'no schedule';
          return { observed, verdict: periodMs ? pass : fail(`no next tick follows from ${observed}`) };
        }),
    },
    {
      id: 'other-senders-off',
      title: 'No other sender is enabled',
      severity: 'block',
      expected: 'the legacy rule and every other sender rule DISABLED or absent',
      remedy: 'aws events disable-rule --name <the enabled one>, and wait until its last run has ended',
      look: async () =>
        judging(await live.senderRules(), (rules) => {
          const others = rules.filter(({ name }) => name !== rule);
          const rival = others.find(({ state }) => state !== 'DISABLED' && state !== 'ABSENT');
          const observed = others.map(({ name, state }) => `${name} ${state}`).join(', ');
          return {
            observed,
            verdict: rival
              ? fail(`${rival.name} is ${rival.state}: customers would be messaged twice`)
              : pass,
          };
        }),
    },
  ];
}
