/* The first line of the answer: what was tested, what did not pass, and how the alarms stand now. */
import { type AlarmMatrix, cellsOf, matrixNotes } from '../../domain/alarm-matrix.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { type StopCause, stopHeadlines } from '../../runtime/stop-cause.ts';
import { noteText, shortName } from './matrix-table.ts';
import { groupSize } from './test-in-groups.ts';
import type { TestedAlarm } from './trial.ts';

export interface HeadlineFacts {
  readonly matrix: AlarmMatrix;
  readonly tested: readonly TestedAlarm[];
  /** The alarms that may still stand in ALARM by the test. */
  readonly stuck: readonly string[];
  readonly verdict: Verdict;
  /** What stopped the test before its end; null where nothing did. */
  readonly cause: StopCause | null;
  readonly isDryRun: boolean;
}

export function headlineOf(facts: HeadlineFacts): string {
  const { matrix, stuck, verdict, cause, isDryRun } = facts;
  if (isDryRun) return dryRunText(facts);
  const begin = cause === null ? '' : `${stopHeadlines[cause]} `;
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

/** How the alarms stand now. Whatever is not as it was before is named. */
function afterText({ tested }: HeadlineFacts): string {
  const forced = tested.filter((each) => each.forced !== null && each.restoration?.state !== 'unforced');
  if (forced.length === 0) return 'No alarm was forced.';
  const alarming = forced.filter(({ row }) => row.after === 'ALARM');
  const fired = forced.filter((each) => each.fired !== null && !alarming.includes(each));
  const others = forced.filter(
    (each) => !alarming.includes(each) && !fired.includes(each) && !isSetBack(each.restoration?.state),
  );
  const named = (alarms: readonly TestedAlarm[]) => alarms.map(({ row }) => row.alarm).join(', ');
  const sentences = [
    ...(alarming.length > 0 ? [`Really in ALARM now, and left there: ${named(alarming)}.`] : []),
    ...(fired.length > 0 ? [`Fired for real meanwhile: ${fired.map(withState).join(', ')}.`] : []),
    ...(others.length > 0 ? [`Not set back by this test: ${named(others)}.`] : []),
  ];
  return sentences.length > 0 ? sentences.join(' ') : 'Every forced state was restored and read back.';
}

const withState = ({ row }: TestedAlarm): string => `${row.alarm} (${row.after ?? 'deleted'} now)`;

/** An alarm that fired meanwhile, or was deleted, is not one that was restored, whatever it reads as now. */
const isSetBack = (state: string | undefined): boolean => state === 'restored' || state === 'moved-on';

function countText(count: number): string {
  return count === 1 ? '1 alarm' : `${count} alarms`;
}
