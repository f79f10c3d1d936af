/* Checks of the control table and the claims: who allowed what, and whether anything is still open. */
import { approvedMode, shortId } from '../../../domain/approval.ts';
import type { ApprovalItem } from '../../../domain/control-item.ts';
import { fail, inconclusive, pass } from '../../../domain/verdict.ts';
import { commandsFor } from '../../commands-for.ts';
import { tryRead } from '../../try-read.ts';
import { type Check, type CheckContext, type Finding, judging } from '../check.ts';

export function deliveryChecks(context: CheckContext): readonly Check[] {
  const { live, aim, environment } = context;
  return [
    {
      id: 'approval-live',
      title: 'The build that the function really runs is approved for live delivery',
      severity: 'block',
      expected: 'an approval with mode live for the build that answers the probe, not lapsed',
      remedy: commandsFor(environment).approve,
      look: () => judgeApproval(context),
    },
    {
      id: 'approval-lasts',
      title: 'The approval does not lapse within a day',
      severity: 'warn',
      expected: 'an approval without an end, or with one more than 24 hours ahead',
      remedy: commandsFor(environment).approve,
      look: async () =>
        judging(await live.approval(), (approval) => judgeEnd(approval, live.toolbox.clock.now())),
    },
    {
      id: 'stop-absent',
      title: 'Delivery is not stopped',
      severity: 'block',
      expected: 'no stop in the control table',
      remedy: commandsFor(environment).liftStop,
      look: async () =>
        judging(await live.stop(), (stop) => ({
          observed: stop ? `stopped by ${stop.who} at ${stop.at}: ${stop.why}` : 'no stop',
          verdict: stop ? fail(`${stop.who} stopped delivery: ${stop.why}`) : pass,
        })),
    },
    {
      id: 'lock-free',
      title: 'No other operator is at work',
      severity: 'block',
      expected: 'no lock, or an expired one',
      remedy: `wait for it, or ${commandsFor(environment).stealLock}`,
      look: async () =>
        judging(await live.lock(), (lock) => {
          if (!lock) return { observed: 'no lock', verdict: pass };
          const observed = `${lock.operation} by ${lock.owner}, until ${lock.expiresAt}`;
          const isFree =
            lock.run === aim.ownLockRun || Date.parse(lock.expiresAt) <= live.toolbox.clock.now().getTime();
          return { observed, verdict: isFree ? pass : fail(`held: ${observed}`) };
        }),
    },
    {
      id: 'claims-open',
      title: 'No message of an earlier run is in doubt',
      severity: 'warn',
      expected:
        '0 claims CLAIMED or IN_DOUBT; the first tick would look them up at SENS before anything else',
      remedy: commandsFor(environment).tail,
      look: () => judgeOpenClaims(context, judgeDoubts),
    },
    {
      id: 'claims-released',
      title: 'No message is left over from an earlier run',
      severity: 'warn',
      expected:
        '0 claims RELEASED; the first tick sends those that are still due and counts the others as missed, which fails it',
      remedy: `naver-sms sends list --state released --env ${environment.name}`,
      look: () => judgeOpenClaims(context, judgeLeftOver),
    },
  ];
}

async function judgeApproval({ live }: CheckContext): Promise<Finding> {
  const [approval, build] = await Promise.all([live.approval(), live.build()]);
  if (build.state === 'unreadable') return judging(build, () => ({ observed: '', verdict: pass }));
  return judging(approval, (item) => {
    const { mode, because } = approvedMode(item, build.value.buildId, live.toolbox.clock.now());
    const observed = `build ${shortId(build.value.buildId)} is in mode ${mode}: ${because}`;
    return { observed, verdict: mode === 'live' ? pass : fail(because) };
  });
}

/** As long before its end as the runs begin to warn. Milliseconds. */
const warnedBeforeMs = 24 * 3_600_000;

function judgeEnd(approval: ApprovalItem | null, now: Date): Judged {
  const until = approval?.until ?? null;
  if (until === null) return { observed: approval ? 'no end' : 'no approval', verdict: pass };
  const isNear = !(Date.parse(until) - now.getTime() > warnedBeforeMs);
  const observed = `until ${until}`;
  return {
    observed,
    verdict: isNear ? inconclusive(`it lapses at ${until}: runs after that send nothing`) : pass,
  };
}

type Judged = Pick<Finding, 'observed' | 'verdict'>;

async function judgeOpenClaims(
  { live, environment }: CheckContext,
  judge: (states: readonly string[]) => Judged,
): Promise<Finding> {
  const table = environment.tables.claims;
  const reading = await tryRead(live.toolbox, {
    source: `dynamodb:Query ${table} open-claims`,
    ask: () => live.toolbox.aws.tables.openClaims(table),
  });
  return judging(reading, (claims) => judge(claims.map(({ state }) => state)));
}

function judgeDoubts(states: readonly string[]): Judged {
  const { length } = states.filter((state) => state === 'CLAIMED' || state === 'IN_DOUBT');
  const verdict = length === 0 ? pass : inconclusive(`${length} messages may or may not have left`);
  return { observed: `${length} in doubt`, verdict };
}

function judgeLeftOver(states: readonly string[]): Judged {
  const { length } = states.filter((state) => state === 'RELEASED');
  const verdict = length === 0 ? pass : inconclusive(`${length} messages wait for the next live run`);
  return { observed: `${length} released`, verdict };
}
