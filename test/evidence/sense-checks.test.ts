import { describe, expect, it, onTestFinished } from 'vitest';
import type { Span } from '../../src/domain/span.ts';
import { openEvidenceRun } from '../../src/evidence/open-run.ts';
import { freshFolder, pretendMachine, recordRun, runOptions, summary, verify } from './build-root.ts';

const span: Span = {
  id: 'execute',
  title: 'Execute',
  startedAt: '2025-10-25T05:00:00.000Z',
  endedAt: '2025-10-25T05:00:00.000Z',
  durationMs: 35,
  timebase: 'real',
  basis: 'observed',
  limitMs: 300_000,
};

async function findingsWith(spans: readonly Span[]): Promise<readonly string[]> {
  const folder = freshFolder(onTestFinished);
  const run = await openEvidenceRun(runOptions(folder));
  await run.end(summary({ spans }));
  return findingsOf(folder);
}

function findingsOf(folder: string): readonly string[] {
  const report = verify(folder);
  return 'findings' in report
    ? report.findings.map(({ level, sentence }) => `${level}: ${sentence}`)
    : [report.state];
}

describe('what a good chain cannot tell', () => {
  it('is nothing for honest timing', async () => {
    expect(await findingsWith([span])).toEqual([]);
  });

  it.each([0, -1, -60_000])('is a span of %d ms', async (durationMs) => {
    expect(await findingsWith([span, { ...span, durationMs }])).toEqual([
      expect.stringContaining(`the span "Execute" with ${durationMs} ms: nothing takes no time.`),
    ]);
  });

  it('is a gap in the run numbers: no choosing the best drill', async () => {
    const folder = freshFolder(onTestFinished);
    for (const number of [2, 5]) await recordRun(runOptions(folder), number);

    expect(findingsOf(folder)).toEqual([expect.stringContaining('notice: Runs 1, 3, 4 are not here')]);
  });

  it('is a number that comes twice', async () => {
    const folder = freshFolder(onTestFinished);
    for (const number of [1, 1]) await recordRun(runOptions(folder), number);

    expect(findingsOf(folder)).toEqual([expect.stringContaining('carries number 1 after number 1')]);
  });

  it('is a clock that was set back between two runs', async () => {
    const folder = freshFolder(onTestFinished);
    await recordRun(runOptions(folder));
    await recordRun(runOptions(folder, { now: () => new Date('2020-01-01T00:00:00.000Z') }));

    expect(findingsOf(folder)).toEqual([
      expect.stringContaining('a clock was set back, or differs between machines'),
    ]);
  });

  it('is not the time of another clock: a wall clock note after a virtual run', async () => {
    const folder = freshFolder(onTestFinished);
    await recordRun(runOptions(folder));
    const earlier = runOptions(folder, { now: () => new Date('2020-01-01T00:00:00.000Z') });
    await recordRun({ ...earlier, identity: { ...earlier.identity, clockKind: 'wall' } });

    expect(findingsOf(folder)).toEqual([]);
  });

  it('is a run that never ended', async () => {
    const folder = freshFolder(onTestFinished);
    await openEvidenceRun(runOptions(folder, { machine: pretendMachine(1) }));
    await recordRun(runOptions(folder, { machine: pretendMachine(2) }));

    expect(findingsOf(folder)).toEqual([expect.stringContaining('never ended')]);
  });
});
