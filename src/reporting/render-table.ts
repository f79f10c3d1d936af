/* A table in the answer: columns as wide as their widest cell, sentences wrapped under it. */
import stringWidth from 'string-width';
import { visibleText } from '../domain/visible-text.ts';
import type { AnswerCell, AnswerTable } from './command-result.ts';
import { broken, fitted } from './fit-text.ts';
import type { Palette } from './palette.ts';

/** Terminals are at least 80 columns wide; two of them are the indent. */
const width = 78;
const marks = { pass: '✔', fail: '✖', inconclusive: '!' } as const;

/** The lines of the table, its notes and its legend, indented by two. */
export function renderTable({ head, rows, notes, legend }: AnswerTable, palette: Palette): readonly string[] {
  const widths = columnWidths(head, rows);
  const titles = head.map((title, column) => palette.faint(fitted(title, widths[column] ?? 0)));
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

/** The first column holds names of any length: it gets what the others leave, and no less than a title needs. */
function columnWidths(head: AnswerTable['head'], rows: AnswerTable['rows']): readonly number[] {
  const [names = 0, ...others] = head.map((title, column) =>
    Math.max(stringWidth(title), ...rows.map((row) => stringWidth(textOf(row[column])))),
  );
  const leftOver = width - others.reduce((sum, each) => sum + each + gap, 0);
  return [Math.min(names, Math.max(leftOver, leastNameWidth)), ...others];
}

const gap = 2;
const leastNameWidth = 12;

function joined(cells: readonly string[]): string {
  return `  ${cells.join(' '.repeat(gap))}`.trimEnd();
}

function textOf(cell: AnswerCell | undefined): string {
  if (!cell) return '';
  const text = visibleText(cell.text);
  return cell.state === null ? text : `${marks[cell.state]} ${text}`.trimEnd();
}

/** Fitted before it is coloured, since colours have no width. */
function shown(cell: AnswerCell, columns: number, palette: Palette): string {
  const text = fitted(textOf(cell), columns);
  if (cell.state === null) return text;
  const color = { pass: palette.good, fail: palette.bad, inconclusive: palette.open }[cell.state];
  return color(text);
}

/** Words in lines of at most so many columns; a longer word is broken. */
function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').flatMap((each) => broken(each, columns))) {
    const last = lines.at(-1);
    if (last !== undefined && stringWidth(last) + 1 + stringWidth(word) <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
