/* The first line of the answer: what was tested, what did not pass, and how the alarms stand now. */
import { type AlarmMatrix, cellsOf, matrixNotes } from '../../domain/alarm-matrix.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { noteText, shortName } from './matrix-table.ts';
import { groupSize } from './test-in-groups.ts';
import type { TestedAlarm } from './trial.ts';

export interface HeadlineFacts {
  readonly matrix: AlarmMatrix;
  readonly tested: readonly TestedAlarm[];
  /** The alarms that may still stand in ALARM by the test. */
  readonly stuck: readonly string[];
  readonly verdict: Verdict;
  readonly isInterrupted: boolean;
  readonly isDryRun: boolean;
}

export function headlineOf(facts: HeadlineFacts): string {
  const { matrix, stuck, verdict, isInterrupted, isDryRun } = facts;
  if (isDryRun) return dryRunText(facts);
  const begin = isInterrupted ? 'Interrupted. ' : '';
  if (stuck.length > 0)
    return `${begin}NOT RESTORED: ${stuck.join(', ')} may still stand in ALARM by this test.`;
  const after = afterText(facts);
  const total = countText(matrix.rows.length);
  const channels = matrix.channels.join(' and ');
  if (verdict.state === 'pass') return `${total} reached ${channels}, every hop seen. ${after}`;
  const reached = matrix.rows.filter((row) =>
    cellsOf(row).every(([, cell]) => cell.verdict.state === 'pass'),
  );
  return `${begin}Alarm test not passed: ${reached.length} of ${total} with every hop to ${channels}. ${reasonText(matrix)}${after}`;
}

function dryRunText({ tested }: HeadlineFacts): string {
  const forced = tested.filter(({ wouldBeForced }) => wouldBeForced);
  const others = tested.filter((each) => !forced.includes(each)).map(({ row }) => shortName(row.alarm));
  const pace = forced.length > 1 || others.length > 0 ? `, ${groupSize} at a time,` : '';
  const count =
    others.length > 0 ? `${forced.length} of ${countText(tested.length)}` : countText(tested.length);
  const would =
    forced.length === 0
      ? 'no alarm would be forced.'
      : `${count} would be forced into ALARM${pace} and restored.`;
  return `Dry run: ${would}${others.length > 0 ? ` Not forced: ${others.join(', ')}.` : ''}`;
}

function reasonText(matrix: AlarmMatrix): string {
  const first = matrixNotes(matrix).find(({ state }) => state !== 'pass');
  return first ? `${noteText(first, matrix).replace(/[.]$/, '')}. ` : '';
}

function afterText({ tested }: HeadlineFacts): string {
  if (tested.every(({ forced }) => forced === null)) return 'No alarm was forced.';
  const fired = tested.filter(({ row, forced }) => forced !== null && row.after === 'ALARM');
  const unproven = tested.filter(
    ({ forced, restoration }) => forced !== null && !isSetBack(restoration?.state),
  );
  if (fired.length === 0 && unproven.length > 0) {
    return `Not set back by this test: ${unproven.map(({ row }) => row.alarm).join(', ')}.`;
  }
  if (fired.length === 0) return 'Every forced state was restored and read back.';
  return `Really in ALARM now, and left there: ${fired.map(({ row }) => row.alarm).join(', ')}.`;
}

/** An alarm that fired meanwhile, or was deleted, is not one that was restored, whatever it reads as now. */
const isSetBack = (state: string | undefined): boolean => state === 'restored' || state === 'moved-on';

function countText(count: number): string {
  return count === 1 ? '1 alarm' : `${count} alarms`;
}
