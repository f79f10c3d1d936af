import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judgeRun, troubleTable } from '../../../lambda/summary/judge-run.ts';
import { summary } from './invented-summary.ts';

describe('judging a run', () => {
  it('is OK only if no count of the table is above zero', () => {
    expect(judgeRun({ ...summary, accepted: 4, messages_due: 4 })).toEqual({ head: 'ok', troubles: [] });
  });

  it.each(troubleTable)('$field makes it LOOK and names the next step', ({ field, says, next }) => {
    expect(judgeRun({ ...summary, [field]: 2 })).toEqual({
      head: 'look',
      troubles: [{ field, says, next, count: 2 }],
    });
  });

  it.each(troubleTable)('$field never hides that the run failed or was stopped', ({ field }) => {
    expect(judgeRun({ ...summary, [field]: 1, outcome: 'failed' }).head).toBe('failed');
    expect(judgeRun({ ...summary, [field]: 1, outcome: 'stopped' }).head).toBe('stopped');
  });

  it('is the table that docs/lambda.md shows, row by row', () => {
    const shown = readFileSync('docs/lambda.md', 'utf8')
      .split('## The sums of a run')[1]
      ?.split('\n## ')[0]
      ?.split('\n')
      .map((line) => /^\| `(\w+)` \|.*\| `([^`]+)` \|$/.exec(line))
      .flatMap((cells) => (cells === null ? [] : [{ field: cells[1], next: cells[2] }]));
    expect(shown).toEqual(troubleTable.map(({ field, next }) => ({ field, next })));
  });
});
