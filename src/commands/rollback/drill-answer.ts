/** What a series of drills says: the slowest counts, and a world that was not restored outweighs every figure. */
import type { DrillStatistics } from '../../domain/drill-statistics.ts';
import { fiveMinuteSpanId } from '../../domain/rollback-sla.ts';
import type { Span } from '../../domain/span.ts';
import { inconclusive, pass, type Verdict, worstOf } from '../../domain/verdict.ts';
import { type ExitCode, exitCodes } from '../../errors/exit-codes.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { durationText } from '../../reporting/duration-text.ts';
import type { Toolbox } from '../toolbox.ts';
import type { InitialState } from './drill-initial-state.ts';
import type { DrillRound } from './drill-round.ts';

export interface DrillSeries {
  readonly rounds: readonly DrillRound[];
  readonly repeat: number;
  readonly statistics: readonly DrillStatistics[];
  readonly initial: InitialState;
}

export function drillAnswer(toolbox: Toolbox, series: DrillSeries): CommandResult {
  const { rounds, statistics } = series;
  const isRestored = rounds.every(({ restored }) => restored.verdict.state === 'pass');
  const verdict = verdictOf(toolbox, series);
  return {
    exitCode: exitCodeOf(toolbox, isRestored, verdict),
    verdict,
    headline: headlineOf(series, isRestored, verdict),
    steps: rounds.flatMap((round, index) =>
      [...round.report.steps, ...round.restored.steps].map((step) => ({
        ...step,
        id: `drill-${index + 1}-${step.id}`,
      })),
    ),
    checks: rounds.flatMap((round, index) =>
      [...round.report.checks, ...round.restored.checks].map((check) => ({
        ...check,
        id: `drill-${index + 1}-${check.id}`,
      })),
    ),
    spans: spansOf(rounds),
    next: nextCommands(toolbox, series, isRestored),
    data: { drills: rounds.map(({ figure }) => figure), statistics },
  };
}

/** The rounds of this run decide; the distribution over all drills is reported beside them. */
function verdictOf(toolbox: Toolbox, { rounds, repeat }: DrillSeries): Verdict {
  const isSpilling = toolbox.evidence.isSpilling;
  return worstOf([
    ...rounds.map(({ restored }) => restored.verdict),
    ...rounds.map(({ report }) => report.verdict),
    rounds.length === repeat ? pass : inconclusive(`${rounds.length} of ${repeat} drills were run`),
    isSpilling ? inconclusive('the ledger could not be written, so no gate accepts these drills') : pass,
  ]);
}

function exitCodeOf(toolbox: Toolbox, isRestored: boolean, verdict: Verdict): ExitCode {
  if (!isRestored) return exitCodes.inDoubt;
  if (toolbox.signal.aborted) return exitCodes.interrupted;
  return verdict.state === 'pass' ? exitCodes.doneAndProven : exitCodes.actedUnproven;
}

function headlineOf(
  { rounds, statistics, initial }: DrillSeries,
  isRestored: boolean,
  verdict: Verdict,
): string {
  const figures = statistics.map(
    ({ timebase, count, p50Ms, p95Ms, maxMs }) =>
      `${count} drills on the ${timebase} clock: p50 ${text(p50Ms)}, p95 ${text(p95Ms)}, max ${text(maxMs)} of 5 min`,
  );
  const state = isRestored ? 'and everything restored' : `but ${initial.target.function} is NOT RESTORED`;
  const why = verdict.state === 'pass' ? '' : ` (${verdict.reason})`;
  return `${rounds.length} drilled ${state}${why}. ${figures.join('; ')}.`;
}

function text(ms: number | null): string {
  return ms === null ? 'none' : durationText(ms);
}

/** The slowest drill's figure is the five-minute figure of the series. */
function spansOf(rounds: readonly DrillRound[]): readonly Span[] {
  const figures = rounds.flatMap(({ report }, index) =>
    report.spans
      .filter(({ id }) => id === fiveMinuteSpanId)
      .map((span) => ({
        ...span,
        id: `drill-${index + 1}`,
        title: `drill ${index + 1}: rollback began -> no message can leave`,
      })),
  );
  const slowest = figures.toSorted((a, b) => b.durationMs - a.durationMs)[0];
  if (slowest === undefined) return figures;
  return [...figures, { ...slowest, id: fiveMinuteSpanId, title: `slowest of ${figures.length}` }];
}

function nextCommands(toolbox: Toolbox, { initial }: DrillSeries, isRestored: boolean): readonly string[] {
  const { target, ruleState, reserved } = initial;
  if (isRestored) return [`naver-sms delivery status --env ${toolbox.environment.name}`];
  const concurrency =
    reserved === null
      ? `aws lambda delete-function-concurrency --function-name ${target.function}`
      : `aws lambda put-function-concurrency --function-name ${target.function} --reserved-concurrent-executions ${reserved}`;
  return [
    ...(ruleState === 'ENABLED' ? [`aws events enable-rule --name ${target.rule}`] : []),
    concurrency,
    `naver-sms delivery resume --env ${toolbox.environment.name} --confirm ${toolbox.environment.function}`,
  ];
}
