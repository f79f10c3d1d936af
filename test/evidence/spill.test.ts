import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EvidenceOptions } from '../../src/evidence/evidence-options.ts';
import type { EvidenceRun } from '../../src/evidence/evidence-run.ts';
import { openEvidenceRun } from '../../src/evidence/open-run.ts';
import {
  changeRule,
  freshFolder,
  pretendMachine,
  recordRun,
  runOptions,
  sampleCall,
  summary,
  verify,
} from './build-root.ts';
import { failingFrom, fullAfter } from './faulty-files.ts';

const folderOf = () => freshFolder(onTestFinished);
const ledgerOf = (folder: string) => readFileSync(join(folder, 'docs/validation/ledger.jsonl'), 'utf8');
const spillsOf = (folder: string) =>
  existsSync(join(folder, 'spill')) ? readdirSync(join(folder, 'spill')) : [];

/** A stopping lever: it must act whatever becomes of its evidence. */
function lever(folder: string, changes: Partial<EvidenceOptions> = {}): EvidenceOptions {
  return runOptions(folder, { onFailure: 'spill', ...changes });
}

async function nextRun(folder: string): Promise<EvidenceRun> {
  return openEvidenceRun(runOptions(folder, { machine: pretendMachine(99) }));
}

/** Every way in which a ledger can be out of reach when the lever is pulled. */
const hindrances: readonly (readonly [string, (folder: string) => Promise<Partial<EvidenceOptions>>])[] = [
  [
    'locked',
    async (folder) => {
      await openEvidenceRun(runOptions(folder, { machine: pretendMachine(1, [1, 2]) }));
      return { machine: pretendMachine(2, [1, 2]) };
    },
  ],
  ['on a full disk', async () => ({ files: fullAfter(0) })],
  [
    'read-only',
    async () => ({
      files: failingFrom(
        1,
        'openSync',
        'EROFS',
        ([path, flags]) => flags !== 'r' && !String(path).includes('spill-'),
      ),
    }),
  ],
  [
    'broken',
    async (folder) => {
      await recordRun(runOptions(folder));
      writeFileSync(
        join(folder, 'docs/validation/ledger.jsonl'),
        ledgerOf(folder).replace('DISABLED', 'ENABLED!'),
      );
      return {};
    },
  ],
  [
    'foreign',
    async (folder) => {
      writeFileSync(join(folder, 'VALIDATION.md'), 'ours, by hand\n');
      return {};
    },
  ],
  [
    'of another target',
    async (folder) => {
      const options = runOptions(folder);
      await recordRun({
        ...options,
        identity: { ...options.identity, target: { ...options.identity.target, account: '999999999999' } },
      });
      return {};
    },
  ],
];

describe('a stopping lever', () => {
  it.each(hindrances)(
    'never throws where the ledger is %s: the same lines are in the spill file, each once',
    async (_name, hinder) => {
      const folder = folderOf();
      const changes = await hinder(folder);
      const told: string[] = [];

      const run = await openEvidenceRun(lever(folder, { ...changes, stderr: (text) => told.push(text) }));
      changeRule(run);
      run.attach('answer.json', Buffer.from('{}'));
      const end = await run.end(summary());

      expect(run.isSpilling).toBe(true);
      expect(run.spillReason).toMatch(/\S/);
      expect(end.isSigned).toBe(false);
      const files = spillsOf(folder).map((name) => readFileSync(join(folder, 'spill', name), 'utf8'));
      expect(told).toEqual([]);
      const lines = files.join('').trimEnd().split('\n');
      const kinds = lines.map((line) => (JSON.parse(line) as { kind: string }).kind);
      expect(kinds).toEqual(['run-started', 'intent', 'outcome', 'artifact', 'run-ended']);
    },
  );

  it('writes them to stderr where no file can be written', async () => {
    const told: string[] = [];
    const files = failingFrom(1, 'mkdirSync', 'EACCES');
    const run = await openEvidenceRun(lever(folderOf(), { files, stderr: (text) => told.push(text) }));

    changeRule(run);
    await run.end(summary());

    const kinds = told.map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect(kinds).toEqual(['run-started', 'intent', 'outcome', 'run-ended']);
  });

  it('goes on where even the spill file cannot be written and stderr is closed', async () => {
    const run = await openEvidenceRun(
      lever(folderOf(), {
        files: failingFrom(1, 'mkdirSync', 'EACCES'),
        stderr: () => {
          throw new Error('EPIPE');
        },
      }),
    );

    changeRule(run);

    expect(await run.end(summary())).toMatchObject({ isSigned: false, sectionFile: '' });
  });

  it('uses the ledger where nothing is wrong with it', async () => {
    const folder = folderOf();

    await recordRun(lever(folder));

    expect(verify(folder).state).toBe('verified');
    expect(spillsOf(folder)).toEqual([]);
  });

  it('falls over to the spill when the disk fills up under it, and every line is in one of the two', async () => {
    for (let writes = 0; writes < 14; writes += 1) {
      const folder = folderOf();
      const options = lever(folder, { files: fullAfter(writes), machine: pretendMachine(1) });

      const run = await openEvidenceRun(options);
      changeRule(run);
      run.append('observation', 'look', { call: sampleCall() });
      await run.end(summary());
      const next = await nextRun(folder);
      for (const { seq } of next.doubtful) {
        next.append('recovery', 'recover', { intent: seq, found: null, sentence: 'Read again.' });
      }
      await next.end(summary());

      expect(verify(folder), `full after ${writes} writes`).toMatchObject({
        state: 'verified',
        openIntents: [],
      });
      const text = ledgerOf(folder);
      for (const kind of ['intent', 'outcome', 'observation']) {
        expect(text, `${kind}, full after ${writes} writes`).toMatch(new RegExp(`"kind":"${kind}"`));
      }
      expect(spillsOf(folder)).toEqual([]);
    }
  });
});

describe('taking a spill in', () => {
  async function spilled(folder: string, act: (run: EvidenceRun) => void): Promise<void> {
    await recordRun(runOptions(folder));
    const run = await openEvidenceRun(lever(folder, { files: spillOnly }));
    act(run);
    await run.end(summary());
  }
  const spillOnly = failingFrom(
    1,
    'openSync',
    'EROFS',
    ([path, flags]) => flags !== 'r' && !String(path).includes('spill-'),
  );

  it('keeps every line word for word, and removes the file', async () => {
    const folder = folderOf();
    await spilled(folder, changeRule);
    const lines = readFileSync(join(folder, 'spill', spillsOf(folder)[0] ?? ''), 'utf8')
      .trim()
      .split('\n');

    const next = await nextRun(folder);
    await next.end(summary());

    for (const line of lines) expect(ledgerOf(folder)).toContain(`"chained":true,"line":${line}`);
    expect(spillsOf(folder)).toEqual([]);
    expect(verify(folder)).toMatchObject({ state: 'verified', openIntents: [] });
    expect(readFileSync(join(folder, 'VALIDATION.md'), 'utf8')).toContain('Taken in from the spill of run');
  });

  it('makes a spilled intent without outcome as doubtful as any other', async () => {
    const folder = folderOf();
    await spilled(folder, (run) =>
      run.append('intent', 'stop', { change: { kind: 'rule-disabled', rule: 'r' }, title: 'Stop' }),
    );

    const next = await nextRun(folder);

    expect(next.doubtful).toMatchObject([{ step: 'stop', data: { title: 'Stop' } }]);
    for (const { seq } of next.doubtful) {
      next.append('recovery', 'recover', {
        intent: seq,
        found: { state: 'DISABLED' },
        sentence: 'It is disabled.',
      });
    }
    await next.end(summary());
    expect(verify(folder)).toMatchObject({ state: 'verified', openIntents: [] });
  });

  it('is done once, even where the command that did it was stopped before it could remove the file', async () => {
    const folder = folderOf();
    await spilled(folder, changeRule);
    const stuck = failingFrom(1, 'unlinkSync', 'EACCES', ([path]) => String(path).includes('spill-'));
    await openEvidenceRun(runOptions(folder, { files: stuck, machine: pretendMachine(5) })).catch(() => null);

    const next = await nextRun(folder);
    await next.end(summary());

    expect(ledgerOf(folder).match(/"kind":"spill"/g)).toHaveLength(4);
    expect(verify(folder).state).toBe('verified');
  });

  it('shows a spill that was edited or cut off for what it is', async () => {
    const folder = folderOf();
    await spilled(folder, changeRule);
    const path = join(folder, 'spill', spillsOf(folder)[0] ?? '');
    const text = readFileSync(path, 'utf8').replace('"state":"done"', '"state":"fine"');
    writeFileSync(path, text.slice(0, -40));

    const next = await nextRun(folder);
    await next.end(summary());

    expect(ledgerOf(folder)).toContain('"chained":false');
    expect(ledgerOf(folder)).toContain('"kind":"torn"');
    expect(verify(folder).state).toBe('verified');
  });

  it('leaves the spills of other roots alone', async () => {
    const folder = folderOf();
    mkdirSync(join(folder, 'spill'));
    writeFileSync(join(folder, 'spill/spill-0123456789ab-run-1.jsonl'), 'not ours\n');

    await recordRun(runOptions(folder));

    expect(spillsOf(folder)).toEqual(['spill-0123456789ab-run-1.jsonl']);
  });
});
