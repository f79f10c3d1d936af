/*
 * The criteria on messages. Three witnesses that do not read from one another (the log, the metric, the claims table)
 * must give one count, and each message must have its SENS receipt. Nothing due proves nothing: no-traffic.
 */
import { messageKey, type TickRun } from '../tick.ts';
import type { ClaimFact, VerificationFacts } from '../verification-facts.ts';
import {
  countByState,
  failed,
  failedSoFar,
  type Judgement,
  type Observation,
  open,
  passed,
  proofIn,
  unreadable,
} from './judgement.ts';

const settledStates: readonly string[] = ['ACCEPTED', 'DELIVERED'];
const lostStates: readonly string[] = ['REFUSED', 'MISSED', 'UNDELIVERED'];

export function judgeWitnesses(facts: VerificationFacts): Judgement {
  const { runs, claims, metrics } = facts;
  if (runs.state === 'unreadable') return unreadable(runs);
  if (claims.state === 'unreadable') return unreadable(claims);
  if (metrics.state === 'unreadable') return unreadable(metrics);
  const acceptances = runs.value.flatMap((run) => run.acceptances);
  const counts: Counts = {
    log: acceptances.length,
    metric: metrics.value.MessagesAccepted ?? null,
    table: claims.value.filter(isSettled).length,
  };
  const observed = `log ${counts.log}, metric ${counts.metric ?? 'no data'}, table ${counts.table}`;
  const seen = {
    observed,
    source: `${proofIn(runs.source, acceptances)}; ${metrics.source}; ${claims.source}`,
  };
  if (runs.value.length === 0 || runs.value.some((run) => !run.summary)) {
    return open(seen, 'not-yet', 'the log has no run_summary of every run');
  }
  return judgeCounts(seen, counts, runs.value) ?? judgeReceipts(seen, runs.value, claims.value);
}

interface Counts {
  readonly log: number;
  readonly metric: number | null;
  readonly table: number;
}

/** Null where the counts agree and something was counted. */
function judgeCounts(
  seen: Observation,
  { log, metric, table }: Counts,
  runs: readonly TickRun[],
): Judgement | null {
  if (metric === null) return open(seen, 'not-yet', 'the metric has no data');
  if (log !== table || log !== metric) return failedSoFar(seen, `the witnesses disagree: ${seen.observed}`);
  const due = runs.reduce((sum, run) => sum + (run.summary?.messages_due ?? 0), 0);
  if (log === 0 && due === 0) return open(seen, 'no-traffic', 'no message was due');
  return null;
}

function judgeReceipts(seen: Observation, runs: readonly TickRun[], claims: readonly ClaimFact[]): Judgement {
  const settled = new Map(claims.filter(isSettled).map((claim) => [messageKey(claim), claim]));
  for (const { receipt, ...message } of runs.flatMap((run) => run.acceptances)) {
    const claim = settled.get(messageKey(message));
    if (!receipt) return failed(seen, `${messageKey(message)} has no SENS receipt in the log`);
    if (!claim)
      return failedSoFar(seen, `${messageKey(message)} is accepted in the log and not in the table`);
    if (claim.sensRequestId && message.basis === 'accepted' && claim.sensRequestId !== receipt) {
      return failed(seen, `${messageKey(message)}: the table holds another SENS receipt than the log`);
    }
  }
  const unsent = runs.flatMap((run) => run.due).find((message) => !settled.has(messageKey(message)));
  if (unsent)
    return open(seen, 'in-doubt', `${messageKey(unsent)} was due and is not accepted; the next tick tells`);
  return passed(seen);
}

export function judgeClaims({ claims, runs }: VerificationFacts): Judgement {
  if (claims.state === 'unreadable') return unreadable(claims);
  if (runs.state === 'unreadable') return unreadable(runs);
  const observed = countByState(claims.value.map(({ state }) => state)) || '0 claims';
  const seen = { observed, source: claims.source };
  if (claims.value.length === 0) return judgeNoClaims(seen, runs.value);
  const lost = claims.value.find(({ state }) => lostStates.includes(state));
  if (lost) return failed(seen, `${messageKey(lost)} is ${lost.state}`);
  const unsettled = claims.value.find((claim) => !isSettled(claim));
  return unsettled
    ? open(seen, 'in-doubt', `${messageKey(unsettled)} is ${unsettled.state}; the next tick tells`)
    : passed(seen);
}

/** No claims is right only where every run says that nothing was due, and even then nothing was proven. */
function judgeNoClaims(seen: Observation, runs: readonly TickRun[]): Judgement {
  if (runs.length === 0 || runs.some((run) => !run.summary)) return open(seen, 'not-yet', 'no run has ended');
  const due = runs.reduce((sum, run) => sum + (run.summary?.messages_due ?? 0), 0);
  return due === 0
    ? open(seen, 'no-traffic', 'no message was due')
    : failedSoFar(seen, `${due} messages were due and no claim is there`);
}

function isSettled({ state }: ClaimFact): boolean {
  return settledStates.includes(state);
}
