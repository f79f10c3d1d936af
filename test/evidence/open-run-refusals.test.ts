import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OperatorError } from '../../src/errors/operator-error.ts';
import { openEvidenceRun } from '../../src/evidence/open-run.ts';
import {
  freshFolder,
  pretendMachine,
  recordRun,
  runOptions,
  sharedSigner,
  summary,
  verify,
} from './build-root.ts';
import { failingFrom, fullAfter, fullAtStep } from './faulty-files.ts';

const folderOf = () => freshFolder(onTestFinished);
const ledgerOf = (folder: string) => readFileSync(join(folder, 'docs/validation/ledger.jsonl'), 'utf8');

async function codeOf(act: Promise<unknown>): Promise<string> {
  const error = await act.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof OperatorError ? error.code : `no OperatorError: ${String(error)}`;
}

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
