import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JsonValue } from '../../src/domain/json-value.ts';
import { OperatorError } from '../../src/errors/operator-error.ts';
import { sha256 } from '../../src/evidence/line-format.ts';
import { openEvidenceRun } from '../../src/evidence/open-run.ts';
import { preamble } from '../../src/evidence/preamble.ts';
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
import { unsyncedFiles } from './faulty-files.ts';

const folderOf = () => freshFolder(onTestFinished);
const ledgerOf = (folder: string) => readFileSync(join(folder, 'docs/validation/ledger.jsonl'), 'utf8');

describe('a first run', () => {
  it('begins the record: preamble, ledger, head and git attributes', async () => {
    const folder = folderOf();

    await recordRun(runOptions(folder), 7);

    expect(readFileSync(join(folder, 'VALIDATION.md'), 'utf8').startsWith(preamble)).toBe(true);
    expect(readFileSync(join(folder, '.gitattributes'), 'utf8')).toBe(
      'VALIDATION.md -text merge=binary\ndocs/validation/** -text merge=binary\n',
    );
    expect(verify(folder)).toMatchObject({ state: 'verified', runs: 1, sections: 2, attachments: 1 });
    expect(readdirSync(join(folder, 'docs/validation'))).not.toContain('ledger.lock');
  });

  it('takes over a file that holds just the preamble', async () => {
    const folder = folderOf();
    writeFileSync(join(folder, 'VALIDATION.md'), preamble);

    await recordRun(runOptions(folder));

    expect(verify(folder).state).toBe('verified');
  });

  it('adds to the git attributes that are there and repeats nothing', async () => {
    const folder = folderOf();
    writeFileSync(join(folder, '.gitattributes'), '* text=auto\nVALIDATION.md -text merge=binary');

    await recordRun(runOptions(folder));

    expect(readFileSync(join(folder, '.gitattributes'), 'utf8')).toBe(
      '* text=auto\nVALIDATION.md -text merge=binary\ndocs/validation/** -text merge=binary\n',
    );
  });

  it('makes VALIDATION.md exactly the preamble and the section files', async () => {
    const folder = folderOf();
    await recordRun(runOptions(folder));
    await recordRun(runOptions(folder));

    const files = [...ledgerOf(folder).matchAll(/"file":"([^"]+)","offset"/g)].map((match) => match[1] ?? '');
    const concatenated = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('');

    expect(files).toHaveLength(3);
    expect(readFileSync(join(folder, 'VALIDATION.md'), 'utf8')).toBe(concatenated);
  });
});

describe('appending', () => {
  it('returns the digest of the raw line, chained to the line before', async () => {
    const folder = folderOf();
    const run = await openEvidenceRun(runOptions(folder));

    const first = run.append('observation', 'look', { call: sampleCall() });
    const second = run.append('intent', 'enable', { change: {}, title: 'Enable' });

    const lines = ledgerOf(folder).split(/(?<=\n)/);
    expect(sha256(Buffer.from(lines[first.seq - 1] ?? ''))).toBe(first.sha256);
    expect(lines[second.seq - 1]).toContain(`"prev":"${first.sha256}"}\n`);
    expect(run.head()).toEqual({ lines: second.seq, sha256: second.sha256 });
  });

  it.each(['intent', 'outcome', 'recovery', 'run-started', 'artifact'] as const)(
    'waits for the disk before it returns a %s',
    async (kind) => {
      let synced = 0;
      const files = {
        ...unsyncedFiles,
        fsyncSync: () => {
          synced += 1;
        },
      };
      const folder = folderOf();
      const run = await openEvidenceRun(runOptions(folder, { files }));
      const { seq } = run.append('intent', 'x', { title: 'x' });
      synced = 0;

      const data: JsonValue = kind === 'outcome' || kind === 'recovery' ? { intent: seq } : { path: 'x' };
      run.append(kind, 'x', data);

      expect(synced).toBe(1);
    },
  );

  it('carries the run number from the moment it is known', async () => {
    const folder = folderOf();
    const run = await openEvidenceRun(runOptions(folder));
    run.append('observation', 'look', {});
    run.setRunNo(12);
    run.append('observation', 'look', {});

    const numbers = [...ledgerOf(folder).matchAll(/"runNo":(null|\d+)/g)].map((match) => match[1]);

    expect(numbers.slice(-2)).toEqual(['null', '12']);
  });

  it('refuses an outcome that would close nothing, or close twice, before it is written', async () => {
    const folder = folderOf();
    const run = await openEvidenceRun(runOptions(folder));
    changeRule(run);
    const before = ledgerOf(folder);

    expect(() => run.append('outcome', 'enable', { intent: 1, state: 'done' })).toThrow(OperatorError);
    expect(() => run.append('outcome', 'enable', { intent: 5, state: 'done' })).toThrow(OperatorError);
    expect(() => run.append('outcome', 'enable', { state: 'done' })).toThrow(OperatorError);

    expect(ledgerOf(folder)).toBe(before);
  });

  it('keeps attachments by plain names of their own, whatever it was asked', async () => {
    const folder = folderOf();
    const run = await openEvidenceRun(runOptions(folder));

    const paths = ['a.json', 'a.json', '../../etc/passwd', '.hidden', 'section.md'].map((name) =>
      run.attach(name, Buffer.from('{}')),
    );
    await run.end(summary());

    expect(paths.map((path) => path.split('/').slice(3).join('/'))).toEqual([
      'a.json',
      'a-2.json',
      'etc-passwd',
      'hidden',
      'section-2.md',
    ]);
    expect(verify(folder).state).toBe('verified');
  });
});

describe('a run that was interrupted', () => {
  it('leaves its intents doubtful for the next, until a recovery closes them', async () => {
    const folder = folderOf();
    const killed = runOptions(folder, { machine: pretendMachine(1) });
    const first = await openEvidenceRun(killed);
    const intent = first.append('intent', 'enable', {
      change: { kind: 'rule-enabled', rule: 'r' },
      title: 'Enable',
    });

    const next = await openEvidenceRun(runOptions(folder, { machine: pretendMachine(2) }));
    const doubtful = next.doubtful;
    next.append('recovery', 'recover', {
      found: { state: 'ENABLED' },
      sentence: 'It is enabled.',
      intent: intent.seq,
    });
    await next.end(summary());

    expect([...next.earlierRuns]).toEqual([killed.identity.run]);
    expect(first.earlierRuns.size).toBe(0);
    expect(doubtful).toEqual([
      {
        seq: intent.seq,
        run: killed.identity.run,
        command: 'cutover',
        step: 'enable',
        at: expect.any(String),
        data: { change: { kind: 'rule-enabled', rule: 'r' }, title: 'Enable' },
      },
    ]);
    expect(verify(folder)).toMatchObject({ state: 'verified', openIntents: [] });
  });

  it('shows in verification as lines that nobody signed', async () => {
    const folder = folderOf();
    await recordRun(runOptions(folder));
    const run = await openEvidenceRun(runOptions(folder));
    run.append('intent', 'enable', { title: 'Enable' });

    const report = verify(folder);

    expect(report).toMatchObject({ state: 'partly-signed', unsignedLines: 2 });
    expect('openIntents' in report && report.openIntents).toHaveLength(1);
  });
});
