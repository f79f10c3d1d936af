import { visibleText } from './visible-text.ts';

/*
 * The few pieces of Markdown that sections are made of. Whatever was captured goes through one of them, and none lets
 * it begin a line, close a fence or a cell, or start a tag.
 */

/** One line of prose or a table cell: invisible characters written out, Markdown and HTML disarmed. */
export function inline(text: string): string {
  return visibleText(text)
    .trim()
    .split('\n')
    .join(' ⏎ ')
    .replace(/[\\`*|<[\]&#~]/g, '\\$&');
}

/** A code span that a table cell can hold; the fence of the span is longer than any backticks inside. */
export function code(text: string): string {
  const shown = visibleText(text).split('\n').join(' ⏎ ');
  if (shown === '') return '';
  const fence = '`'.repeat(longestRun(shown) + 1);
  const pad = fence.length > 1 ? ' ' : '';
  return `${fence}${pad}${shown.replaceAll('|', '\\|')}${pad}${fence}`;
}

/** A table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}

/** Captured text in a fence, every line prefixed, so that no viewer and no grep takes it for ours. */
export function captured(text: string): readonly string[] {
  return visibleText(text)
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `| ${line}`);
}

/** A fence longer than any inside. */
export function fenced(lines: readonly string[]): string {
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return `${fence}text\n${lines.join('\n')}\n${fence}\n`;
}

/** A person's words, as a quotation. */
export function quoted(text: string): string {
  const lines = visibleText(text).trim().split('\n');
  return `${lines.map((line) => `> ${paragraph(line)}`.trimEnd()).join('\n')}\n`;
}

/** Prose that begins a line: what would make a heading, a list, a rule or a quotation of it is disarmed too. */
export function paragraph(text: string): string {
  return disarmedStart(inline(text));
}

function disarmedStart(line: string): string {
  return line.replace(/^([-=+_>])/, '\\$1').replace(/^(\d+)([.)])/, '$1\\$2');
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
}
