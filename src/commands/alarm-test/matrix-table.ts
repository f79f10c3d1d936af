/* The matrix for a terminal of 80 columns: one row an alarm, short marks, and why a cell did not pass in sentences below. */
import {
  type AlarmMatrix,
  cellsOf,
  type HopCell,
  hops,
  type MatrixNote,
  matrixNotes,
} from '../../domain/alarm-matrix.ts';
import { alarmPrefix } from '../../monitoring/alarms.ts';
import type { AnswerTable } from '../../reporting/command-result.ts';

export function matrixTable(matrix: AlarmMatrix): AnswerTable {
  const shownHops = hops.filter((hop) =>
    hop !== 'slack' && hop !== 'telegram' ? true : matrix.channels.includes(hop),
  );
  return {
    head: [`alarm (${alarmPrefix}…)`, ...shownHops],
    rows: matrix.rows.map((row) => [
      { text: shortName(row.alarm), state: null },
      ...cellsOf(row).map(([, cell]) => ({ text: latencyText(cell), state: cell.verdict.state })),
    ]),
    notes: matrixNotes(matrix).map((note) => ({ state: note.state, text: noteText(note, matrix) })),
    legend: [legend],
  };
}

const legend =
  '✔ seen ✖ failed ! not seen. Times: changed = our call to CloudWatch (two clocks), action = CloudWatch alone, ' +
  "slack and telegram = CloudWatch to the channel's receipt (two clocks; accepted, not read), restored = our clock.";

/** Without the prefix that all of them share. */
export function shortName(alarm: string): string {
  return alarm.startsWith(alarmPrefix) ? alarm.slice(alarmPrefix.length) : alarm;
}

/** `12 ms`, `1.2 s`; a hop without a time has its mark alone. */
function latencyText({ latencyMs }: HopCell): string {
  if (latencyMs === null) return '';
  if (latencyMs < 1_000) return `${latencyMs} ms`;
  return latencyMs < 99_950 ? `${(latencyMs / 1_000).toFixed(1)} s` : `${Math.round(latencyMs / 1_000)} s`;
}

/** As `slack of no-runs: Slack answered 200: invalid_auth`. */
export function noteText({ hops: seen, text, alarms }: MatrixNote, { rows }: AlarmMatrix): string {
  return `${seen.join(', ')} of ${whoseText(alarms, rows.length)}: ${text}`;
}

function whoseText(alarms: readonly string[], total: number): string {
  if (alarms.length === total && total > 1) return `all ${total} alarms`;
  return alarms.map(shortName).join(', ');
}
