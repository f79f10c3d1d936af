/* Runs every check at once and keeps the fingerprint of the live state they saw. */
import type { CheckResult } from '../../domain/check-result.ts';
import { fingerprintOf, type LiveState } from '../../domain/fingerprint.ts';
import { type Verdict, worstOf } from '../../domain/verdict.ts';
import type { Toolbox } from '../toolbox.ts';
import type { Check, CheckContext, PreflightAim } from './check.ts';
import { alarmChecks } from './checks/alarms.ts';
import { deliveryChecks } from './checks/delivery.ts';
import { functionChecks } from './checks/function.ts';
import { machineChecks } from './checks/machine.ts';
import { readinessChecks } from './checks/readiness.ts';
import { ruleChecks } from './checks/rules.ts';
import { storageChecks } from './checks/storage.ts';
import { targetChecks } from './checks/target.ts';
import { type LiveReads, liveReads } from './live-reads.ts';
import { readLiveState } from './live-state.ts';

export interface Preflight {
  readonly checks: readonly CheckResult[];
  /** Over the blocking checks alone. */
  readonly verdict: Verdict;
  readonly live: LiveState;
  /** sha256 (hex) over `live`. */
  readonly fingerprint: string;
  readonly reads: LiveReads;
}

/** The groups of checks, in the order in which they are shown. A new check goes into one of these files. */
const groups: readonly ((context: CheckContext) => readonly Check[])[] = [
  ruleChecks,
  targetChecks,
  functionChecks,
  readinessChecks,
  storageChecks,
  alarmChecks,
  deliveryChecks,
  machineChecks,
];

/** All findings at once: a check that cannot be made says so and hides no other. Writes the verdict into the ledger. */
export async function runPreflight(toolbox: Toolbox, aim: PreflightAim): Promise<Preflight> {
  const reads = liveReads(toolbox);
  const context = { live: reads, environment: toolbox.environment, aim };
  const checks = await Promise.all(groups.flatMap((group) => group(context)).map(runCheck));
  show(toolbox, checks, aim);
  const live = await readLiveState(reads);
  const fingerprint = fingerprintOf(live);
  const verdict = worstOf(
    checks.filter(({ severity }) => severity === 'block').map((check) => check.verdict),
  );
  toolbox.evidence.append('verdict', 'preflight', {
    verdict,
    fingerprint,
    live,
    checks: checks.map((check) => ({ ...check })),
  });
  return { checks, verdict, live, fingerprint, reads };
}

function show({ report }: Toolbox, checks: readonly CheckResult[], { isBrief }: PreflightAim): void {
  const standing = checks.filter((check) => check.verdict.state !== 'pass');
  for (const check of isBrief ? standing : checks) report({ kind: 'check', check });
  if (isBrief)
    report({ kind: 'note', text: `${checks.length - standing.length} of ${checks.length} checks passed.` });
}

async function runCheck({ look, ...check }: Check): Promise<CheckResult> {
  const finding = await look();
  return { ...check, ...finding, remedy: finding.verdict.state === 'pass' ? null : check.remedy };
}
