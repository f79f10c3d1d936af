import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EvidenceRun } from '../../src/evidence/evidence-run.ts';
import { openEvidenceRun } from '../../src/evidence/open-run.ts';
import {
  changeRule,
  freshFolder,
  pretendMachine,
  runOptions,
  sampleCall,
  summary,
  verify,
} from './build-root.ts';
import { unsyncedFiles } from './faulty-files.ts';

const runs = 1_000;
const runsPerRoot = 20;

type Act = (run: EvidenceRun, text: string) => void;

const acts: readonly Act[] = [
  (run, text) => run.append('observation', 'look', { call: sampleCall({ output: { text } }) }),
  (run) => changeRule(run),
  (run, text) => run.append('note', text, { text }),
  (run, text) => run.attach(text, Buffer.from(text)),
  (run, text) => run.append('verdict', 'check', { check: { id: text } }),
  (run, text) => run.append('intent', 'left open', { title: text }),
];

const plan = fc.record({
  runNo: fc.option(fc.integer({ min: 1, max: 99 })),
  acts: fc.array(fc.tuple(fc.constantFrom(...acts), fc.string({ unit: 'binary' })), { maxLength: 6 }),
  isKilled: fc.boolean(),
  headline: fc.string({ unit: 'binary' }),
});

describe('a thousand clean runs, some of them killed', () => {
  it('raise no false alarm, whatever texts they record', async () => {
    const plans = fc.sample(plan, { seed: 4711, numRuns: runs });
    let verified = 0;
    let folder = '';

    for (const [index, each] of plans.entries()) {
      if (index % runsPerRoot === 0) folder = freshFolder(onTestFinished);
      const run = await openEvidenceRun(
        runOptions(folder, { files: unsyncedFiles, machine: pretendMachine(index + 10) }),
      );
      if (each.runNo !== null) run.setRunNo(each.runNo);
      for (const { seq } of run.doubtful) {
        run.append('recovery', 'recover', { intent: seq, found: null, sentence: 'Read again.' });
      }
      for (const [act, text] of each.acts) act(run, text);
      if (!each.isKilled) await run.end(summary({ headline: each.headline }));

      const report = verify(folder);
      if (report.state === 'broken') expect.fail(`run ${index}: ${report.problem.sentence}`);
      verified += 1;
    }

    expect(verified).toBe(runs);
  });
});
