import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  sharedSigner,
  summary,
  verify,
} from './build-root.ts';
import { failingFrom, fullAfter, fullAtStep, unsyncedFiles } from './faulty-files.ts';

const folderOf = () => freshFolder(onTestFinished);
const ledgerOf = (folder: string) => readFileSync(join(folder, 'docs/validation/ledger.jsonl'), 'utf8');

async function codeOf(act: Promise<unknown>): Promise<string> {
  const error = await act.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof OperatorError ? error.code : `no OperatorError: ${String(error)}`;
}

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

describe('a root that must not be written to', () => {
  it('is refused where VALIDATION.md was begun by somebody else, and nothing is made beside it', async () => {
    const folder = folderOf();
    writeFileSync(join(folder, 'VALIDATION.md'), '# Validation Evidence: Story 5.3\n');

    expect(await codeOf(openEvidenceRun(runOptions(folder)))).toBe('EVIDENCE_FOREIGN');

    expect(readdirSync(folder)).toEqual(['VALIDATION.md']);
  });

  it('is refused where it holds another target, account or region', async () => {
    const folder = folderOf();
    await recordRun(runOptions(folder));
    const options = runOptions(folder);
    const targets = [
      { kind: 'aws', account: '000000000000', region: 'ap-northeast-2' },
      { kind: 'sandbox', account: '111111111111', region: 'ap-northeast-2' },
      { kind: 'sandbox', account: '000000000000', region: 'us-east-1' },
    ] as const;
    const before = ledgerOf(folder);

    for (const target of targets) {
      const identity = { ...options.identity, target };
      expect(await codeOf(openEvidenceRun({ ...options, identity }))).toBe('EVIDENCE_MIXED_TARGETS');
    }

    expect(ledgerOf(folder)).toBe(before);
  });

  it.each(['sandbox', 'other'] as const)(
    'is refused to a %s target where it is the default root',
    async (kind) => {
      const folder = folderOf();
      const options = runOptions(folder, { defaultRoot: true });
      const identity = { ...options.identity, target: { ...options.identity.target, kind } };

      expect(await codeOf(openEvidenceRun({ ...options, identity }))).toBe('EVIDENCE_MIXED_TARGETS');

      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('is refused where it does not verify', async () => {
    const folder = folderOf();
    await recordRun(runOptions(folder));
    const path = join(folder, 'docs/validation/ledger.jsonl');
    writeFileSync(path, ledgerOf(folder).replace('DISABLED', 'ENABLED!'));

    expect(await codeOf(openEvidenceRun(runOptions(folder)))).toBe('EVIDENCE_BROKEN');
  });

  it('is refused where somebody typed into VALIDATION.md: surplus bytes are never blessed', async () => {
    const folder = folderOf();
    await recordRun(runOptions(folder));
    const validation = join(folder, 'VALIDATION.md');
    writeFileSync(validation, `${readFileSync(validation, 'utf8')}VALIDATION PASSED\n`);

    expect(await codeOf(openEvidenceRun(runOptions(folder)))).toBe('EVIDENCE_BROKEN');
  });

  it('is refused where the head was signed by a key that the ledger does not name', async () => {
    const folder = folderOf();
    await recordRun(runOptions(folder, { signer: null }));
    const path = join(folder, 'docs/validation/head');
    const head = readFileSync(path);
    writeFileSync(path, head.toString('utf8') + (await sharedSigner.sign(head)));

    expect(await codeOf(openEvidenceRun(runOptions(folder)))).toBe('EVIDENCE_BROKEN');
  });

  it('is refused where a run id comes twice', async () => {
    const folder = folderOf();
    const options = runOptions(folder);
    await recordRun(options);

    expect(await codeOf(openEvidenceRun(options))).toBe('BUG');
  });
});

describe('a disk that does not cooperate', () => {
  it.each([
    ['full', fullAfter(0)],
    ['read-only', failingFrom(1, 'openSync', 'EROFS', ([, flags]) => flags !== 'r')],
    ['closed to us', failingFrom(1, 'mkdirSync', 'EACCES')],
  ])('refuses before anything is done where it is %s', async (_how, files) => {
    const folder = folderOf();

    expect(await codeOf(openEvidenceRun(runOptions(folder, { files })))).toBe('EVIDENCE_UNWRITABLE');
  });

  it('refuses where the ledger cannot be read', async () => {
    const folder = folderOf();
    await recordRun(runOptions(folder));
    const files = failingFrom(
      1,
      'openSync',
      'EACCES',
      ([path, flags]) => String(path).endsWith('.jsonl') && flags === 'r',
    );

    expect(await codeOf(openEvidenceRun(runOptions(folder, { files })))).toBe('EVIDENCE_UNREADABLE');
  });

  it('refuses where a folder stands in the place of VALIDATION.md', async () => {
    const folder = folderOf();
    mkdirSync(join(folder, 'VALIDATION.md'));

    expect(await codeOf(openEvidenceRun(runOptions(folder)))).toBe('EVIDENCE_UNREADABLE');
  });

  it('says "nothing was changed" before the first intent, and "lost" after it', async () => {
    const folder = folderOf();
    const before = await openEvidenceRun(runOptions(folder, { files: fullAtStep('early') }));
    const after = await openEvidenceRun(runOptions(folderOf(), { files: fullAtStep('late') }));
    after.append('intent', 'enable', { title: 'Enable' });

    expect(
      await codeOf(Promise.resolve().then(() => before.append('intent', 'early', { title: 'Enable' }))),
    ).toBe('EVIDENCE_UNWRITABLE');
    expect(await codeOf(Promise.resolve().then(() => after.append('observation', 'late', {})))).toBe(
      'EVIDENCE_LOST',
    );
  });

  it('keeps what could not be written after an intent, and the next command takes it in', async () => {
    const folder = folderOf();
    const run = await openEvidenceRun(
      runOptions(folder, { files: fullAtStep('late'), machine: pretendMachine(1) }),
    );
    const intent = run.append('intent', 'enable', { title: 'Enable' });
    expect(() => run.append('outcome', 'late', { intent: intent.seq, state: 'done' })).toThrow(OperatorError);

    const next = await openEvidenceRun(runOptions(folder, { machine: pretendMachine(2) }));
    await next.end(summary());

    expect(next.doubtful).toEqual([]);
    expect(ledgerOf(folder)).toContain(
      `"kind":"spill","command":"cutover","step":"take-in","data":{"closes":${intent.seq},`,
    );
    expect(existsSync(join(folder, 'spill')) && readdirSync(join(folder, 'spill'))).toEqual([]);
    expect(verify(folder)).toMatchObject({ state: 'verified', openIntents: [] });
  });

  it('leaves the root usable by the next command after a write was cut short', async () => {
    const folder = folderOf();
    const run = await openEvidenceRun(
      runOptions(folder, { files: fullAtStep('early'), machine: pretendMachine(1) }),
    );
    expect(() => run.append('observation', 'early', {})).toThrow(OperatorError);

    await recordRun(runOptions(folder, { machine: pretendMachine(2) }));

    expect(verify(folder).state).toBe('verified');
  });
});
