/* `naver-sms verify`: the ten success criteria on the latest run, or on every run since a given time. */
import * as z from 'zod';
import { parseDurationMs, parsePastTime } from '../../domain/operator-time.ts';
import { firstMs } from '../../domain/tick.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { commandsFor } from '../commands-for.ts';
import { defineCommand } from '../define-command.ts';
import { readScheduledRuns } from '../read-scheduled-runs.ts';
import type { Toolbox } from '../toolbox.ts';
import { readJudgedFunction } from './collect-facts.ts';
import { defaultSettleMs, runVerification, type Verification } from './run-verification.ts';

const schema = z.strictObject({
  since: z.string().optional(),
  wait: z
    .string()
    .refine((text) => parseDurationMs(text) !== null, 'give a duration such as 5m')
    .optional(),
});

type VerifyOptions = z.infer<typeof schema>;

export const verifyCommand = defineCommand<VerifyOptions>({
  words: ['verify'],
  summary: 'judge the latest run by the ten success criteria',
  description:
    'Reads rules, log, metrics, claims and alarms, lets them vouch for one another, and names the log line that proves each criterion. ' +
    'What could not be seen is inconclusive, never a pass.',
  options: [
    {
      flags: '--since <time>',
      description: 'judge every run since then: 30m, 14:02 (KST) or ISO (default: the latest run)',
    },
    { flags: '--wait <duration>', description: 'how long late logs and metrics are waited for (default 5m)' },
  ],
  examples: ['naver-sms verify', 'naver-sms verify --since 14:00', 'naver-sms verify --json | jq .checks'],
  evidence: 'required',
  schema,
  run: verify,
});

async function verify(toolbox: Toolbox, options: VerifyOptions): Promise<CommandResult> {
  const sinceMs = options.since ? parseSince(toolbox, options.since) : await latestRunMs(toolbox);
  toolbox.report({ kind: 'phase', title: `Verify the runs since ${new Date(sinceMs).toISOString()}` });
  const settleMs =
    options.wait === undefined ? defaultSettleMs : (parseDurationMs(options.wait) ?? defaultSettleMs);
  return asResult(toolbox, await runVerification(toolbox, { sinceMs, settleMs }));
}

function parseSince(toolbox: Toolbox, text: string): number {
  const since = parsePastTime(text, toolbox.clock.now());
  if (since) return since.getTime();
  throw new OperatorError('UNKNOWN_USAGE', {
    what: `--since "${text}" is no time in the past that can be read.`,
    now: 'Nothing was changed.',
    next: 'naver-sms verify --since 30m (or 14:02, KST, or ISO with a zone)',
  });
}

/** Three hours: nine ticks of 20 minutes. An older run says nothing about now. */
const lookBackMs = 3 * 3_600_000;

/** When the newest run started; with no run at all, the begin of the look-back, so that nothing is overlooked. */
async function latestRunMs(toolbox: Toolbox): Promise<number> {
  const fromMs = toolbox.clock.now().getTime() - lookBackMs;
  const judged = await readJudgedFunction(toolbox);
  if (judged.state === 'unreadable') return fromMs;
  const runs = await readScheduledRuns(toolbox, { logGroup: judged.value.logGroup, sinceMs: fromMs });
  const latest = runs.state === 'read' ? runs.value.at(-1) : undefined;
  return latest ? firstMs(latest) : fromMs;
}

function asResult({ environment }: Toolbox, verification: Verification): CommandResult {
  const { checks, verdict, causes, facts } = verification;
  const { rollback, tail, verify: again } = commandsFor(environment);
  const passed = checks.filter((check) => check.verdict.state === 'pass').length;
  const runs = facts.runs.state === 'read' ? facts.runs.value.map((run) => run.requestId) : [];
  return {
    exitCode: verdict.state === 'pass' ? exitCodes.doneAndProven : exitCodes.verdictNo,
    verdict,
    headline: headlineOf(verdict, `${passed} of ${checks.length}`),
    steps: [],
    checks,
    spans: [],
    next: verdict.state === 'pass' ? [] : [rollback, tail, again],
    data: { since: new Date(facts.sinceMs).toISOString(), runs, causes },
  };
}

function headlineOf(verdict: Verification['verdict'], share: string): string {
  if (verdict.state === 'pass') return `Verified: ${share} criteria passed.`;
  const word = verdict.state === 'fail' ? 'Verification failed' : 'Verification is inconclusive';
  return `${word}: ${share} criteria passed. ${verdict.reason}.`;
}
