/* The relay's own metrics have data only once it has run, and a test makes it run. */
import type { Toolbox } from '../toolbox.ts';
import type { ChosenAlarm } from './choose-alarms.ts';
import { lintAlarms } from './lint-alarms.ts';
import { lintCell, type TestedAlarm } from './trial.ts';

/** Lints once more what lint could not see before the test. Throws only when it is interrupted. */
export async function lookAtDataAgain(
  toolbox: Toolbox,
  chosen: readonly ChosenAlarm[],
  tested: readonly TestedAlarm[],
): Promise<readonly TestedAlarm[]> {
  const unseen = new Set(tested.filter(isUnseen).map(({ row }) => row.alarm));
  const alarms = chosen.flatMap(({ live }) => (live && unseen.has(live.name) ? [live] : []));
  if (alarms.length === 0) return tested;
  const { wayOf } = await lintAlarms(toolbox, alarms);
  const lints = new Map(alarms.map((alarm) => [alarm.name, lintCell(wayOf(alarm))] as const));
  return tested.map((each) => {
    const lint = lints.get(each.row.alarm);
    return lint ? { ...each, row: { ...each.row, cells: { ...each.row.cells, lint } } } : each;
  });
}

function isUnseen({ row, forced }: TestedAlarm): boolean {
  return forced !== null && row.cells.lint.verdict.state === 'inconclusive';
}
