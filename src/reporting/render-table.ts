/* A table in the answer: columns as wide as their widest cell, sentences wrapped under it. */
import { visibleText } from '../domain/visible-text.ts';
import type { AnswerCell, AnswerTable } from './command-result.ts';
import type { Palette } from './palette.ts';

/** Terminals are at least 80 columns wide; two of them are the indent. */
const width = 78;
const marks = { pass: '✔', fail: '✖', inconclusive: '!' } as const;

/** The lines of the table, its notes and its legend, indented by two. */
export function renderTable({ head, rows, notes, legend }: AnswerTable, palette: Palette): readonly string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => textOf(row[column]).length)),
  );
  const titles = head.map((title, column) => palette.faint(title.padEnd(widths[column] ?? 0)));
  return [
    '',
    joined(titles),
    ...rows.map((row) => joined(row.map((cell, column) => shown(cell, widths[column] ?? 0, palette)))),
    ...notes.flatMap(({ state, text }) => {
      const [first = '', ...others] = wrapped(visibleText(text), width - 2);
      const color = { pass: palette.faint, fail: palette.bad, inconclusive: palette.open }[state];
      const mark = state === 'pass' ? '·' : marks[state];
      return [`  ${color(mark)} ${first}`, ...others.map((line) => `    ${line}`)];
    }),
    ...legend.flatMap((text) => wrapped(text, width)).map((line) => `  ${palette.faint(line)}`),
    '',
  ];
}

function joined(cells: readonly string[]): string {
  return `  ${cells.join('  ')}`.trimEnd();
}

function textOf(cell: AnswerCell | undefined): string {
  if (!cell) return '';
  const text = visibleText(cell.text);
  return cell.state === null ? text : `${marks[cell.state]} ${text}`.trimEnd();
}

/** Padded before it is coloured, since colours have no width. */
function shown(cell: AnswerCell, columns: number, palette: Palette): string {
  const text = textOf(cell).padEnd(columns);
  if (cell.state === null) return text;
  const color = { pass: palette.good, fail: palette.bad, inconclusive: palette.open }[cell.state];
  return color(text);
}

/** Words in lines of at most so many columns; a longer word has a line of its own. */
function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
