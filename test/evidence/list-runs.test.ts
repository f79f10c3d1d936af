import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listRuns, readLedger, readRunSection } from '../../src/evidence/list-runs.ts';
import { openEvidenceRun } from '../../src/evidence/open-run.ts';
import { freshFolder, pretendMachine, recordRun, runOptions, summary } from './build-root.ts';

describe('the list of runs', () => {
  it('has each run with its number, lines, end and section, the interrupted one without', async () => {
    const folder = freshFolder(onTestFinished);
    const file = join(folder, 'VALIDATION.md');
    const first = runOptions(folder, { machine: pretendMachine(1) });
    await recordRun(first, 4);
    await openEvidenceRun(runOptions(folder, { machine: pretendMachine(2) }));
    const note = await openEvidenceRun(runOptions(folder, { machine: pretendMachine(3) }));
    note.append('note', 'note', { claimed: 'The legacy rule was off since Monday.', by: 'Captain' });
    await note.end(summary({ headline: 'Noted.' }));

    const runs = listRuns(file);

    expect(runs).toHaveLength(3);
    expect(runs[0]).toMatchObject({
      run: first.identity.run,
      runNo: 4,
      command: 'cutover',
      target: 'sandbox',
      firstLine: 1,
      end: { exitCode: 0, verdict: { state: 'pass' }, headline: 'The rule is enabled.' },
      sectionFile: `docs/validation/${first.identity.run}/section.md`,
    });
    expect(runs[1]).toMatchObject({ runNo: null, end: null, sectionFile: null });
    expect(runs[2]).toMatchObject({ end: { headline: 'Noted.' } });
    expect(sectionOfLast(file)).toContain('> The legacy rule was off since Monday.');
    expect(readLedger(file).map((line) => line.seq)).toEqual(readLedger(file).map((_, index) => index + 1));
  });

  it('is empty where there is no ledger', () => {
    const file = join(freshFolder(onTestFinished), 'VALIDATION.md');

    expect(listRuns(file)).toEqual([]);
    expect(readLedger(file)).toEqual([]);
  });
});

function sectionOfLast(file: string): string | null {
  const last = listRuns(file).at(-1);
  return last ? readRunSection(file, last) : null;
}
