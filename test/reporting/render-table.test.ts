import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { AnswerCell } from '../../src/reporting/command-result.ts';
import { createPalette } from '../../src/reporting/palette.ts';
import { renderTable } from '../../src/reporting/render-table.ts';

const seen = (text: string): AnswerCell => ({ text, state: 'pass' });
const head = ['alarm', 'lint', 'changed', 'action', 'slack', 'telegram', 'restored'];
const times = ['', '120 ms', '120 ms', '120 ms', '120 ms', '120 ms'].map(seen);

function rendered(names: readonly string[], notes: readonly string[] = []): readonly string[] {
  const rows = names.map((text) => [{ text, state: null }, ...times]);
  return renderTable(
    { head, rows, notes: notes.map((text) => ({ state: 'fail', text })), legend: [] },
    createPalette(false),
  );
}

const widest = (lines: readonly string[]) => Math.max(...lines.map((line) => stringWidth(line)));
const columnsOf = (lines: readonly string[]) =>
  lines.filter((line) => line.includes('✔')).map((line) => stringWidth(line.slice(0, line.indexOf('✔'))));

describe('a table in a terminal of 80 columns', () => {
  it.each([
    ['a name of 255 letters', 'n'.repeat(255)],
    ['Korean, two columns a letter', '매우긴이름의경보'.repeat(12)],
    ['an emoji of several code points', '👩‍👩‍👧‍👦'.repeat(40)],
    ['escape sequences', '\u001b[31m'.repeat(30)],
  ])('holds %s, shortened in its middle', (_, name) => {
    const lines = rendered(['short', name]);

    expect(widest(lines)).toBeLessThanOrEqual(80);
    expect(new Set(columnsOf(lines)).size).toBe(1);
    expect(lines.join('\n')).toContain('…');
  });

  it('shows names that differ at either end as different ones', () => {
    const middle = 'x'.repeat(80);
    const lines = rendered([`${middle}-a`, `${middle}-b`, `c-${middle}`]);

    expect(new Set(lines.map((line) => line.split('✔')[0])).size).toBe(lines.length - 1);
  });

  it('aligns names of wide letters', () => {
    expect(new Set(columnsOf(rendered(['경보-가', 'plain', 'ｗｉｄｅ']))).size).toBe(1);
  });

  it('breaks a word of a note that no line can hold', () => {
    const lines = rendered(['a'], [`lint of ${'경'.repeat(100)}: invented`]);

    expect(widest(lines)).toBeLessThanOrEqual(80);
    expect(lines.join('').match(/경/g)).toHaveLength(100);
  });

  it('leaves a table that fits as it is', () => {
    expect(rendered(['messages-undelivered'])[2]).toBe(
      `  messages-undelivered  ✔     ${Array(5).fill('✔ 120 ms').join('  ')}`,
    );
  });
});
