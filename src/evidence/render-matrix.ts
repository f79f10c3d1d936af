import * as z from 'zod';
import {
  type AlarmMatrix,
  alarmMatrixSchema,
  cellsOf,
  type Hop,
  type HopCell,
  hops,
  type MatrixRow,
} from '../domain/alarm-matrix.ts';
import type { LedgerLine } from './ledger-line.ts';
import { fenced, inline, table } from './markdown.ts';
import { capped } from './render-call.ts';
import { verdictText } from './render-tables.ts';
import { safeJson } from './safe-json.ts';
import { duration, utcAndKst } from './show-time.ts';

const lineData = z.object({ matrix: alarmMatrixSchema });

/** The matrix of an alarm test: a table to look at, then each cell with its clock and its proof. Null without one. */
export function renderMatrix(lines: readonly LedgerLine[]): string | null {
  const line = lines.findLast(({ kind, step }) => kind === 'verdict' && step === 'alarm-matrix');
  if (!line) return null;
  const parsed = lineData.safeParse(line.data);
  if (!parsed.success) return fenced(capped(safeJson(line.data, 2), line.seq));
  const { matrix } = parsed.data;
  return `${introduction} Ledger line ${line.seq}.\n\n${overview(matrix)}\n${details(matrix)}`;
}

const introduction =
  'Each hop since the one before it. A receipt proves that a channel accepted the message, not that a person read it.';

function overview({ rows, channels }: AlarmMatrix): string {
  if (rows.length === 0) return 'No alarm was tested.\n';
  const shown = hops.filter((hop) => isShown(hop, channels));
  return table(
    ['Alarm', ...shown],
    rows.map((row) => [inline(row.alarm), ...shown.map((hop) => markText(row.cells[hop]))]),
  );
}

function isShown(hop: Hop, channels: readonly Hop[]): boolean {
  return (hop !== 'slack' && hop !== 'telegram') || channels.includes(hop);
}

function markText(cell: HopCell | undefined): string {
  if (!cell) return '';
  const word = { pass: '✔', fail: '✖ **FAIL**', inconclusive: '! inconclusive' }[cell.verdict.state];
  return cell.latencyMs === null ? word : `${word} ${duration(cell.latencyMs)}`;
}

function details({ rows }: AlarmMatrix): string {
  const cells = rows.flatMap((row) => cellsOf(row).map(([hop, cell]) => detail(row, hop, cell)));
  return table(['Alarm', 'Hop', 'Verdict', 'Latency', 'Clocks', 'At', 'Proof'], cells);
}

function detail({ alarm, before, after }: MatrixRow, hop: Hop, cell: HopCell): readonly string[] {
  const verdict = verdictText(cell.verdict);
  const remark = cell.remark === null ? '' : `: ${inline(cell.remark)}`;
  const states = hop === 'restored' ? `${before ?? 'unknown'} -> ALARM -> ${after ?? 'unknown'}` : '';
  return [
    inline(alarm),
    hop,
    `${verdict}${remark}`,
    cell.latencyMs === null ? '' : duration(cell.latencyMs),
    inline(cell.clock ?? ''),
    cell.at === null ? '' : utcAndKst(cell.at),
    [inline(cell.proof ?? ''), inline(states)].filter((text) => text !== '').join(', '),
  ];
}
