/* Checks of this side: the account, the clock, the evidence. */
import type { CallRecord } from '../../../domain/call-record.ts';
import { fail, inconclusive, pass } from '../../../domain/verdict.ts';
import { tryRead } from '../../try-read.ts';
import { type Check, type CheckContext, type Finding, judging } from '../check.ts';
import { dryRunReason } from '../probe-function.ts';

/** Signatures and SENS allow five minutes; locks and approvals should not be a minute off. */
const skewLimitMs = 60_000;

export function machineChecks(context: CheckContext): readonly Check[] {
  const { live, environment } = context;
  return [
    {
      id: 'account',
      title: 'The credentials belong to the configured account',
      severity: 'block',
      expected: environment.account,
      remedy: 'switch credentials (AWS_PROFILE), or mend naver-sms.config.yaml',
      look: async () => {
        const { aws } = live.toolbox;
        const reading = await tryRead(live.toolbox, {
          source: 'sts:GetCallerIdentity',
          ask: () => aws.identity.whoAmI(),
        });
        return judging(reading, ({ account, arn }) => ({
          observed: arn,
          verdict: account === environment.account ? pass : fail(`they belong to ${account}`),
        }));
      },
    },
    {
      id: 'clock-skew',
      title: 'This clock agrees with AWS',
      severity: 'block',
      expected: `within ${skewLimitMs / 1000} s of the Date that AWS answers with`,
      remedy: 'set the clock of this machine (timedatectl, sntp)',
      look: () => judgeClock(context),
    },
    {
      id: 'evidence-writable',
      title: 'The evidence can be written, and this run has a number',
      severity: 'block',
      expected: 'the ledger is open, and the control table numbered the run',
      remedy: 'naver-sms evidence verify',
      look: async () => {
        const { evidence, runNo } = live.toolbox;
        const source = `the ledger beside ${environment.evidence}`;
        if (evidence.isSpilling)
          return { observed: 'spilling', verdict: fail(evidence.spillReason ?? 'it spills'), source };
        const { lines } = evidence.head();
        const observed = `${lines} lines, run ${runNo ?? 'without a number'}`;
        if (runNo === null && live.toolbox.isDryRun)
          return { observed, verdict: inconclusive(dryRunReason), source };
        return {
          observed,
          verdict: runNo === null ? fail('the control table gave no run number') : pass,
          source,
        };
      },
    },
  ];
}

async function judgeClock({ live }: CheckContext): Promise<Finding> {
  const { traced, aws } = live.toolbox;
  const source = 'Date of sts:GetCallerIdentity';
  if (!traced)
    return {
      observed: 'not recorded',
      verdict: inconclusive('the Date of the answers is not recorded'),
      source,
    };
  const reading = await tryRead(live.toolbox, { source, ask: () => traced(() => aws.identity.whoAmI()) });
  return judging(reading, ({ records }) => {
    const skewMs = skewOf(records.at(-1));
    if (skewMs === null) return { observed: 'no Date', verdict: inconclusive('the answer has no Date') };
    const observed = `${(skewMs / 1000).toFixed(1)} s off`;
    return { observed, verdict: Math.abs(skewMs) <= skewLimitMs ? pass : fail(`the clock is ${observed}`) };
  });
}

/** Our clock at the middle of the call less the server's; the header has whole seconds, so half a second is added. */
function skewOf(record: CallRecord | undefined): number | null {
  const serverMs = Date.parse(record?.serverDate ?? '');
  if (!record || Number.isNaN(serverMs)) return null;
  return Date.parse(record.startedAt) + record.durationMs / 2 - (serverMs + 500);
}
