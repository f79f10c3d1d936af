/**
 * What proves that a rollback took hold. Positive proof alone: something that was not looked at, or could not be read,
 * proves nothing. Three moments: stopped (every lever reads back as pulled), silent (no message can leave any more),
 * drained (no run of the function is left, and a new one is refused).
 */
import type { LambdaRunItem } from './control-item.ts';
import { fail, inconclusive, pass, type Verdict } from './verdict.ts';

/** Our clock and Lambda's may differ: a run counts as timed out only this long after its time limit. Milliseconds. */
export const clockSkewAllowanceMs = 5_000;

/** The longest that Lambda lets a run live (15 minutes) and the allowance: older runs need not be read. Milliseconds. */
export const longestRunMs = 900_000 + clockSkewAllowanceMs;

/** Lambda's own words for "reserved concurrency is zero". */
export const brakeRefusal = 'ReservedFunctionConcurrentInvocationLimitExceeded';

/** True while a run may still be alive: it registered no end, and Lambda need not have killed it yet. */
export function isInFlight(run: Pick<LambdaRunItem, 'endedAt' | 'timeoutAt'>, nowMs: number): boolean {
  if (run.endedAt !== null) return false;
  const timeoutMs = Date.parse(run.timeoutAt);
  return Number.isNaN(timeoutMs) || nowMs <= timeoutMs + clockSkewAllowanceMs;
}

export interface SilenceFacts {
  /** When the stop was read back for the first time, UTC ms on our clock; null where it never was. */
  readonly stopSeenMs: number | null;
  /** Runs as registered, read consistently after the stop was seen; null where they could not be read. */
  readonly runs: readonly Pick<LambdaRunItem, 'endedAt' | 'timeoutAt'>[] | null;
  readonly nowMs: number;
  /** The longest that one message can still take once its run has read "no stop". Milliseconds. */
  readonly sendTimeLimitMs: number;
}

export type SilenceProof =
  | { readonly state: 'silent'; readonly because: string }
  | { readonly state: 'not-yet'; readonly because: string };

/**
 * Without the stop nothing proves silence: a run that has not registered yet could still send. With it, each run re-reads
 * the stop before every message, so either nobody is in flight, or the last message began before the stop and has ended.
 */
export function judgeSilence(facts: SilenceFacts): SilenceProof {
  if (facts.stopSeenMs === null) {
    return { state: 'not-yet', because: 'the stop does not read back from the control table' };
  }
  const sinceStopMs = facts.nowMs - facts.stopSeenMs;
  if (sinceStopMs >= facts.sendTimeLimitMs) {
    return {
      state: 'silent',
      because: `${sinceStopMs} ms since the stop; one message takes ${facts.sendTimeLimitMs} ms at most`,
    };
  }
  if (facts.runs === null) return { state: 'not-yet', because: 'the run register could not be read' };
  const inFlight = facts.runs.filter((run) => isInFlight(run, facts.nowMs)).length;
  if (inFlight === 0)
    return { state: 'silent', because: 'the stop holds and no run is registered in flight' };
  return { state: 'not-yet', because: `${inFlight} registered in flight` };
}

export interface ProbeAnswer {
  readonly status: number;
  /** Lambda's reason on a 429; null otherwise. */
  readonly reason: string | null;
}

/** A probe invoke proves the brake only by this one refusal: any other 429 comes from somewhere else and may pass. */
export function judgeProbe(answer: ProbeAnswer): Verdict {
  if (answer.status !== 429) return fail(`a probe invoke was let in (status ${answer.status})`);
  if (answer.reason === brakeRefusal) return pass;
  return inconclusive(`a probe invoke was refused for another reason (${answer.reason ?? 'none given'})`);
}

/** UTC ms until which the last of these runs may live; null where none is in flight. Unreadable limits count as `nowMs`. */
export function lastTimeoutMs(
  runs: readonly Pick<LambdaRunItem, 'endedAt' | 'timeoutAt'>[],
  nowMs: number,
): number | null {
  const inFlight = runs.filter((run) => isInFlight(run, nowMs));
  if (inFlight.length === 0) return null;
  const limits = inFlight
    .map((run) => Date.parse(run.timeoutAt))
    .map((ms) => (Number.isNaN(ms) ? nowMs : ms));
  return Math.max(...limits) + clockSkewAllowanceMs;
}
