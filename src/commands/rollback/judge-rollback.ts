/** What may be said at the end of a rollback. Pure: facts in, verdict, exit code and headline out. */

import type { CheckResult } from '../../domain/check-result.ts';
import { fiveMinuteSpanId, judgeRollbackSla } from '../../domain/rollback-sla.ts';
import type { Span } from '../../domain/span.ts';
import { fail, inconclusive, pass, type Verdict, worstOf } from '../../domain/verdict.ts';
import { type ExitCode, exitCodes } from '../../errors/exit-codes.ts';
import type { LeverOutcome } from './pull-lever.ts';

export interface RollbackFacts {
  readonly levers: readonly Pick<LeverOutcome, 'id' | 'name' | 'state' | 'check'>[];
  readonly silent: { readonly isProven: boolean; readonly because: string };
  readonly drained: { readonly isProven: boolean; readonly because: string };
  readonly spans: readonly Span[];
  /** Further parts that were asked for and not proven, as sentences: the legacy rule, an unreadable --detected-at. */
  readonly shortfalls: readonly string[];
  readonly isSpilling: boolean;
  readonly spillReason: string | null;
  readonly isInterrupted: boolean;
}

export interface RollbackJudgement {
  /** `nothing`: no lever was pulled, and it is known that nothing was changed. */
  readonly state: 'rolled-back' | 'unproven' | 'partly' | 'nothing';
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  readonly headline: string;
  readonly slaChecks: readonly CheckResult[];
}

export function judgeRollback(facts: RollbackFacts): RollbackJudgement {
  const slaChecks = judgeRollbackSla(facts.spans);
  const state = stateOf(facts);
  const verdict = verdictOf(facts, slaChecks);
  return {
    state,
    verdict,
    exitCode: exitCodeOf(facts, state, verdict),
    headline: headlineOf(facts, state, verdict),
    slaChecks,
  };
}

function stateOf({ levers, silent, drained }: RollbackFacts): RollbackJudgement['state'] {
  if (levers.every(({ state }) => state === 'untouched')) return 'nothing';
  if (levers.some(({ state }) => state === 'not-pulled' || state === 'untouched')) return 'partly';
  const isProven = levers.every((lever) => lever.state === 'proven') && silent.isProven && drained.isProven;
  return isProven ? 'rolled-back' : 'unproven';
}

function verdictOf(facts: RollbackFacts, slaChecks: readonly CheckResult[]): Verdict {
  return worstOf([
    ...facts.levers.map(leverVerdict),
    facts.silent.isProven ? pass : inconclusive(`silence is not proven: ${facts.silent.because}`),
    facts.drained.isProven ? pass : inconclusive(`the drain is not proven: ${facts.drained.because}`),
    ...slaChecks.filter((check) => check.severity === 'block').map((check) => check.verdict),
    ...facts.shortfalls.map(inconclusive),
    facts.isSpilling
      ? inconclusive(`the ledger could not be written: ${facts.spillReason ?? 'no reason given'}`)
      : pass,
  ]);
}

function leverVerdict(lever: RollbackFacts['levers'][number]): Verdict {
  if (lever.state === 'proven') return pass;
  if (lever.state === 'acknowledged') return inconclusive(`${lever.name} could not be read back`);
  return fail(`${lever.name} did not take`);
}

function exitCodeOf(facts: RollbackFacts, state: RollbackJudgement['state'], verdict: Verdict): ExitCode {
  if (facts.isInterrupted) return exitCodes.interrupted;
  if (state === 'nothing') return exitCodes.unreachable;
  if (state === 'partly') return exitCodes.inDoubt;
  return state === 'rolled-back' && verdict.state === 'pass'
    ? exitCodes.doneAndProven
    : exitCodes.actedUnproven;
}

function headlineOf(facts: RollbackFacts, state: RollbackJudgement['state'], verdict: Verdict): string {
  const said = verdict.state === 'pass' ? '' : ` But ${verdict.reason}.`;
  const silence = silenceSentence(facts);
  if (state === 'rolled-back')
    return `Rolled back. ${silence} No run is left and a new one is refused.${said}`;
  if (state === 'nothing')
    return `NOTHING was rolled back, nothing was changed. ${silence} ${whyUntouched(facts.levers)}`;
  if (state === 'partly') return `PARTLY rolled back. ${silence}${leverSentence(facts.levers)}`;
  return `Levers pulled, not all proven. ${silence}${said}`;
}

function silenceSentence({ silent, spans }: RollbackFacts): string {
  if (!silent.isProven) return 'Messages may still leave.';
  const span = spans.find(({ id }) => id === fiveMinuteSpanId);
  return span
    ? `No message can leave (proven after ${(span.durationMs / 1000).toFixed(1)} s).`
    : 'No message can leave.';
}

function leverSentence(levers: RollbackFacts['levers']): string {
  const names = (wanted: (lever: RollbackFacts['levers'][number]) => boolean) =>
    levers
      .filter(wanted)
      .map(({ name }) => name)
      .join(', ');
  const missing = names(({ state }) => state === 'not-pulled' || state === 'untouched');
  const holding = names(({ state }) => state === 'proven');
  return ` Did not take: ${missing}.${holding === '' ? '' : ` Holding: ${holding}.`}`;
}

/** The levers fail alike where the network or the credentials do: one reason is enough. */
function whyUntouched(levers: RollbackFacts['levers']): string {
  const [verdict] = levers.map(({ check }) => check.verdict);
  return verdict && verdict.state !== 'pass' ? verdict.reason : 'No lever could be pulled.';
}
