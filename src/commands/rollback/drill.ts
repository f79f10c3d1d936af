/** `rollback --drill`: the real rollback on the drill target, then the initial state again, proven, as often as asked. */

import { type DrillFigure, drillStatistics } from '../../domain/drill-statistics.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { underWords } from '../../runtime/stop-words.ts';
import { parkedEventsWarning } from '../parked-events.ts';
import type { Toolbox } from '../toolbox.ts';
import { drillAnswer } from './drill-answer.ts';
import { drillData, drillStep, readDrillHistory } from './drill-history.ts';
import { type InitialState, readInitialState } from './drill-initial-state.ts';
import type { DrillRound } from './drill-round.ts';
import { executeRollback } from './execute-rollback.ts';
import { restoreDrill } from './restore-drill.ts';
import { emptyTimeline, type RollbackOrder } from './rollback-order.ts';
import { drillWords } from './rollback-words.ts';

/** Throws before the first change where there is no drill target or something is in force. */
export async function runDrills(toolbox: Toolbox, repeat: number): Promise<CommandResult> {
  const initial = await readInitialState(toolbox);
  if (toolbox.isDryRun) return await executeRollback(toolbox, drillOrder(initial));
  const words = drillWords(toolbox, initial);
  return await underWords(toolbox.stopNotice, words, () => drillAll(toolbox, initial, repeat));
}

async function drillAll(toolbox: Toolbox, initial: InitialState, repeat: number): Promise<CommandResult> {
  await sayWhatADrillDoes(toolbox, initial);
  const rounds: DrillRound[] = [];
  while (rounds.length < repeat && !toolbox.signal.aborted) {
    const round = await drillOnce(toolbox, initial, rounds.length + 1);
    rounds.push(round);
    if (round.restored.verdict.state !== 'pass') break;
  }
  const own = rounds.map(({ figure }) => figure);
  // A ledger that could not be opened was not verified either: its figures are nobody's.
  const isReadable = !toolbox.evidence.isSpilling;
  const history = isReadable ? readDrillHistory(toolbox.environment.evidence, toolbox.run) : [];
  const statistics = drillStatistics([...history, ...own]);
  toolbox.evidence.append('verdict', 'drill-statistics', {
    drills: history.length + own.length,
    statistics: statistics.map(statisticsData),
  });
  return drillAnswer(toolbox, { rounds, repeat, statistics, initial });
}

async function drillOnce(toolbox: Toolbox, initial: InitialState, number: number): Promise<DrillRound> {
  toolbox.report({ kind: 'phase', title: `Drill ${number}` });
  const report = await executeRollback(toolbox, drillOrder(initial));
  toolbox.report({ kind: 'phase', title: `Drill ${number}: restore the initial state` });
  const restored = await restoreDrill(toolbox, initial);
  const figure: DrillFigure = {
    run: toolbox.run,
    at: toolbox.clock.now().toISOString(),
    executeMs: report.state === 'rolled-back' ? report.fiveMinuteMs : null,
    timebase: report.timebase,
    isRestored: restored.verdict.state === 'pass',
  };
  toolbox.evidence.append('verdict', drillStep, drillData(figure));
  return { report, restored, figure };
}

function drillOrder({ target }: InitialState): RollbackOrder {
  return {
    rule: target.rule,
    function: target.function,
    occasion: 'drill',
    why: 'rollback drill: lifted again within minutes',
    timeline: emptyTimeline,
    unusableClaims: [],
    announce: false,
    enableLegacy: false,
  };
}

async function sayWhatADrillDoes(toolbox: Toolbox, { target }: InitialState): Promise<void> {
  toolbox.report({
    kind: 'warning',
    text: `A drill stops delivery for every sender of this control table until it has restored ${target.function}.`,
  });
  const parked = await parkedEventsWarning(toolbox, target.function);
  if (parked !== null) toolbox.report({ kind: 'note', text: `Afterwards: ${parked}` });
}

function statisticsData(one: ReturnType<typeof drillStatistics>[number]) {
  const { timebase, count, unusable, p50Ms, p95Ms, maxMs } = one;
  return { timebase, count, unusable, p50Ms, p95Ms, maxMs, verdict: one.verdict.state };
}
