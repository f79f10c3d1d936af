/* A preflight check as data, and how a reading becomes a finding. */
import type { CheckResult } from '../../domain/check-result.ts';
import type { Environment } from '../../domain/environment.ts';
import { inconclusive, type Verdict } from '../../domain/verdict.ts';
import type { Reading } from '../../domain/verification-facts.ts';
import type { LiveReads } from './live-reads.ts';

export interface Check {
  readonly id: string;
  readonly title: string;
  readonly severity: CheckResult['severity'];
  readonly expected: string;
  /** The command, or the act, that mends it. */
  readonly remedy: string;
  readonly look: () => Promise<Finding>;
}

export interface Finding {
  readonly observed: string;
  readonly verdict: Verdict;
  readonly source: string;
  /** Default that of the check. */
  readonly severity?: CheckResult['severity'];
}

/** What a group of checks is given. */
export interface CheckContext {
  readonly live: LiveReads;
  readonly environment: Environment;
  readonly aim: PreflightAim;
}

/** What the world should look like: before a cutover the rule is off, in the middle of one it is on. */
export interface PreflightAim {
  readonly ruleState: 'DISABLED' | 'ENABLED';
  /** The run whose lock is our own; null where any lock is another's. */
  readonly ownLockRun: string | null;
  /** Report only what stands out: a cutover's checklist has further lines. The ledger holds all either way. */
  readonly isBrief: boolean;
}

/** Judges what was read; what could not be read is inconclusive. */
export function judging<T>(
  reading: Reading<T>,
  judge: (value: T) => { readonly observed: string; readonly verdict: Verdict },
): Finding {
  if (reading.state === 'read') return { ...judge(reading.value), source: reading.source };
  return { observed: 'could not be read', verdict: inconclusive(reading.reason), source: reading.source };
}
