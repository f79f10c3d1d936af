/* Reads and judges until every criterion is decided or the deadline passes. Late logs and metrics are waited for. */
import type { CheckResult } from '../../domain/check-result.ts';
import type { OpenCause } from '../../domain/criteria/judgement.ts';
import { asCheck, type JudgedCriterion, judgeAll } from '../../domain/success-criteria.ts';
import { type Verdict, worstOf } from '../../domain/verdict.ts';
import type { VerificationFacts } from '../../domain/verification-facts.ts';
import { waitUntil } from '../../runtime/wait-until.ts';
import type { Toolbox } from '../toolbox.ts';
import { collectFacts, readJudgedFunction } from './collect-facts.ts';

export interface VerificationOptions {
  /** UTC milliseconds: only runs that started since then are judged. */
  readonly sinceMs: number;
  /** How long late data is waited for. */
  readonly settleMs: number;
}

export interface Verification {
  readonly facts: VerificationFacts;
  readonly checks: readonly CheckResult[];
  readonly verdict: Verdict;
  /** Why the open criteria are open, each once. */
  readonly causes: readonly OpenCause[];
}

/** CloudWatch promises no delay; a few minutes are what logs and metrics take on a bad day. */
export const defaultSettleMs = 300_000;

/** Judges the runs of the window by the ten criteria, reports each, and writes the verdict into the ledger. */
export async function runVerification(toolbox: Toolbox, options: VerificationOptions): Promise<Verification> {
  const { facts, judged } = await settle(toolbox, options);
  const checks = judged.map((one) => asCheck(one, toolbox.environment.name));
  for (const check of checks) toolbox.report({ kind: 'check', check });
  const verdict = worstOf(checks.map((check) => check.verdict));
  toolbox.evidence.append('verdict', 'verify', {
    since: new Date(options.sinceMs).toISOString(),
    until: new Date(facts.untilMs).toISOString(),
    verdict,
    criteria: checks.map((check) => ({ ...check })),
  });
  return {
    facts,
    checks,
    verdict,
    causes: [...new Set(judged.flatMap(({ judgement }) => judgement.cause ?? []))],
  };
}

interface Settled {
  readonly facts: VerificationFacts;
  readonly judged: readonly JudgedCriterion[];
}

async function settle(toolbox: Toolbox, { sinceMs, settleMs }: VerificationOptions): Promise<Settled> {
  const seen: Settled[] = [];
  const probe = async () => {
    const facts = await collectFacts(toolbox, await readJudgedFunction(toolbox), sinceMs);
    const judged = judgeAll(facts);
    if (seen.push({ facts, judged }) === 1 && !isSettled(judged)) announceWait(toolbox, judged, settleMs);
    return isSettled(judged) ? { facts, judged } : null;
  };
  const { clock, signal } = toolbox;
  const wait = { clock, signal, deadlineMs: settleMs, intervalMs: 2_000, maxIntervalMs: 20_000, probe };
  const result = await waitUntil(wait);
  const last = result.state === 'met' ? result.value : seen.at(-1);
  if (!last) throw new RangeError('a verification that read nothing cannot end');
  return last;
}

/** Decided: some criterion failed for good, or nothing is open that more data could close. */
function isSettled(judged: readonly JudgedCriterion[]): boolean {
  const isFailed = judged.some(
    ({ judgement }) => judgement.verdict.state === 'fail' && judgement.cause === null,
  );
  return isFailed || judged.every(({ judgement }) => judgement.cause !== 'not-yet');
}

function announceWait(toolbox: Toolbox, judged: readonly JudgedCriterion[], settleMs: number): void {
  const late = judged
    .filter(({ judgement }) => judgement.cause === 'not-yet')
    .map(({ criterion }) => criterion.id);
  const untilIso = new Date(toolbox.clock.now().getTime() + settleMs).toISOString();
  toolbox.report({ kind: 'waiting', what: `late data for ${late.join(', ')}`, untilIso });
}
