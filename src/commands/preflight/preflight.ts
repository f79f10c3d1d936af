/* `naver-sms preflight`: everything that a cutover relies on, looked at before anything is changed. */
import * as z from 'zod';
import type { CheckResult } from '../../domain/check-result.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { commandsFor } from '../commands-for.ts';
import { defineCommand } from '../define-command.ts';
import type { Toolbox } from '../toolbox.ts';
import { blockingFindings } from './blocking-findings.ts';
import { type Preflight, runPreflight } from './run-preflight.ts';

const schema = z.strictObject({});

export const preflightCommand = defineCommand<z.infer<typeof schema>>({
  words: ['preflight'],
  summary: 'check everything a cutover relies on, and change nothing',
  description:
    'Follows the rule to the code that it will really run, and looks at permissions, alarms, tables, approval, stop, lock and clock, all at once. ' +
    'What could not be read is inconclusive, and never a pass. Like every recorded command it first restores an alarm that a killed alarm-test left forced.',
  options: [],
  examples: [
    'naver-sms preflight',
    'naver-sms preflight --json | jq ".checks[] | select(.verdict.state != \\"pass\\")"',
  ],
  evidence: 'required',
  schema,
  run: preflight,
});

async function preflight(toolbox: Toolbox): Promise<CommandResult> {
  toolbox.report({ kind: 'phase', title: `Preflight of ${toolbox.environment.name}` });
  const aim = { ruleState: 'DISABLED', ownLockRun: null, isBrief: false } as const;
  return asResult(toolbox, await runPreflight(toolbox, aim));
}

function asResult(
  { environment, recovered = [] }: Toolbox,
  { checks, verdict, fingerprint }: Preflight,
): CommandResult {
  const { cutover, preflight: again } = commandsFor(environment);
  const blocking = blockingFindings(checks);
  const remedies = blocking.flatMap(({ remedy }) => remedy ?? []);
  const isReady = verdict.state === 'pass';
  return {
    exitCode: isReady ? exitCodes.doneAndProven : exitCodes.verdictNo,
    verdict,
    headline: headlineOf({ checks, blocking, fingerprint, hasRecovered: recovered.length > 0 }),
    steps: [],
    checks,
    spans: [],
    next: isReady ? [`${cutover} --live-state ${fingerprint.slice(0, 12)}`] : [...new Set(remedies), again],
    data: { fingerprint },
  };
}

interface HeadlineFacts {
  readonly checks: readonly CheckResult[];
  readonly blocking: readonly CheckResult[];
  readonly fingerprint: string;
  /** True where this run set an alarm of an earlier alarm-test before the checks. */
  readonly hasRecovered: boolean;
}

function headlineOf({ checks, blocking, fingerprint, hasRecovered }: HeadlineFacts): string {
  const warnings = checks.filter(
    ({ severity, verdict }) => severity === 'warn' && verdict.state !== 'pass',
  ).length;
  const aside = warnings === 0 ? '' : ` ${warnings} to look at.`;
  if (blocking.length === 0)
    return `Ready: ${checks.length} checks made.${aside} Live state ${fingerprint.slice(0, 12)}.`;
  return `Not ready: ${blocking.length} of ${checks.length} checks stand against it (${named(blocking)}).${aside} Nothing ${hasRecovered ? 'else ' : ''}was changed.`;
}

/** Every id; of a single check also what it saw. */
function named(blocking: readonly CheckResult[]): string {
  const [only] = blocking;
  return only && blocking.length === 1
    ? `${only.id}: ${only.observed}`
    : blocking.map(({ id }) => id).join(', ');
}
