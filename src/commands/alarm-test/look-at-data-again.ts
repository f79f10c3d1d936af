/* The relay's own metrics have data only once it has run, and a test makes it run. */
import { alarmPrefix } from '../../monitoring/alarms.ts';
import { isInterruption } from '../../runtime/interruption.ts';
import type { Toolbox } from '../toolbox.ts';
import { tryRead } from '../try-read.ts';
import { lintAlarms } from './lint-alarms.ts';
import { lintCell, type TestedAlarm } from './trial.ts';

/**
 * Lints once more what lint could not see before the test, by the settings of now. What cannot be read now, or is
 * interrupted, leaves the cells as they were.
 */
export async function lookAtDataAgain(
  toolbox: Toolbox,
  tested: readonly TestedAlarm[],
): Promise<readonly TestedAlarm[]> {
  const open = new Set(tested.filter(isUnseen).map(({ row }) => row.alarm));
  if (toolbox.signal.aborted || open.size === 0) return tested;
  try {
    return await linted(toolbox, tested, open);
  } catch (error) {
    if (!toolbox.signal.aborted && !isInterruption(error)) throw error;
    return tested;
  }
}

async function linted(toolbox: Toolbox, tested: readonly TestedAlarm[], open: ReadonlySet<string>) {
  const reading = await tryRead(toolbox, {
    source: `cloudwatch:DescribeAlarms ${alarmPrefix}`,
    ask: () => toolbox.aws.metrics.alarms(alarmPrefix),
  });
  const alarms = reading.state === 'read' ? reading.value.filter(({ name }) => open.has(name)) : [];
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
