import { spawn, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { describeReport } from '../../src/evidence/describe-report.ts';
import { sha256 } from '../../src/evidence/line-format.ts';
import { openEvidenceRun } from '../../src/evidence/open-run.ts';
import { preambleBytes } from '../../src/evidence/preamble.ts';
import { throwAwaySigner } from '../../src/evidence/ssh-signer.ts';
import type { Witness } from '../../src/evidence/verify-head.ts';
import { exitCodeOf, type VerifyReport } from '../../src/evidence/verify-report.ts';
import {
  freshFolder,
  pretendMachine,
  recordRun,
  runOptions,
  sharedSigner,
  summary,
  verify,
} from '../evidence/build-root.ts';
import { unsyncedFiles } from '../evidence/faulty-files.ts';
import { loadFolder } from '../evidence/memory-files.ts';
import { seeded } from '../evidence/seeded.ts';

/*
 * Two verifiers, one judgement: the shell script that needs no Node, and ours.
 */

const script = join(import.meta.dirname, '../../bin/verify-evidence.sh');
const canRun = ['bash', 'ssh-keygen'].every((tool) => spawnSync(tool, ['-c', 'true']).error === undefined);
if (!canRun)
  process.stderr.write('SKIPPED, LOUDLY: bash or ssh-keygen is not here; the shell verifier is unproven.\n');

interface ShellAnswer {
  readonly code: number | null;
  readonly text: string;
  readonly lastLine: string;
}

function shell(...args: string[]): Promise<ShellAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', [script, ...args], { env: { PATH: process.env.PATH ?? '' } });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, text, lastLine: text.trim().split('\n').at(-1) ?? '' }));
  });
}

const cleanUps: (() => void)[] = [];
let origin = '';
beforeAll(async () => {
  origin = freshFolder((cleanUp) => cleanUps.push(cleanUp));
  await recordRun(runOptions(origin), 1);
  await recordRun(runOptions(origin), 2);
});
afterAll(() => {
  for (const cleanUp of cleanUps) cleanUp();
});

function copyOfOrigin(): string {
  const folder = freshFolder(onTestFinished);
  cpSync(origin, folder, { recursive: true });
  return folder;
}

const ledgerOf = (folder: string) => join(folder, 'docs/validation/ledger.jsonl');
const headOf = (folder: string) => join(folder, 'docs/validation/head');

/** Runs both and expects the same exit code and the same last line, word for word. */
async function expectAgreement(
  folder: string,
  report: VerifyReport,
  args: readonly string[] = [],
): Promise<void> {
  const answer = await shell(...args, join(folder, 'VALIDATION.md'));

  expect(answer.code, answer.text).toBe(exitCodeOf(report));
  expect(answer.lastLine).toBe(describeReport(report).at(-1));
}

describe('the script', () => {
  it('can be executed, and holds the digest of the preamble', () => {
    expect(statSync(script).mode & 0o777).toBe(0o755);
    expect(readFileSync(script, 'utf8')).toContain(`preamble_sha=${sha256(preambleBytes)}`);
  });

  it('uses nothing that bash 3.2 lacks', () => {
    const text = readFileSync(script, 'utf8');

    expect(text).not.toMatch(
      /declare -A|local -A|mapfile|readarray|\$\{\w+(?:,,|\^\^)|&>>|\|&|\bcoproc\b|\$EPOCH|\[\[ -v /,
    );
  });

  it.skipIf(!canRun)('says how it is used, with exit code 2', async () => {
    const answers = await Promise.all([
      shell('--nonsense'),
      shell('--witness', 'nothing'),
      shell('--signers'),
      shell('--signers', '/absent', origin),
    ]);

    expect(answers.map((answer) => answer.code)).toEqual([2, 2, 2, 2]);
    expect(answers[0]?.text).toContain('verify-evidence.sh [--signers FILE]');
  });
});

describe.skipIf(!canRun)('both verifiers say the same, to the letter,', () => {
  it('of an untouched root, given as a file or a folder', async () => {
    await expectAgreement(origin, verify(origin));
    expect((await shell(origin)).code).toBe(0);
  });

  it('of an empty folder, a bare preamble, and a text without a ledger', async () => {
    const empty = freshFolder(onTestFinished);
    await expectAgreement(empty, verify(empty));
    writeFileSync(join(empty, 'VALIDATION.md'), preambleBytes);
    await expectAgreement(empty, verify(empty));
    writeFileSync(join(empty, 'VALIDATION.md'), 'VALIDATION PASSED\n');
    await expectAgreement(empty, verify(empty));
  });

  it('of unsigned, interrupted and doubtful runs', async () => {
    const folder = freshFolder(onTestFinished);
    await recordRun(runOptions(folder, { signer: null }), 1);
    await expectAgreement(folder, verify(folder));
    const run = await openEvidenceRun(runOptions(folder, { machine: pretendMachine(1) }));
    await expectAgreement(folder, verify(folder));
    run.append('intent', 'enable', { title: 'Enable' });
    await expectAgreement(folder, verify(folder));
    expect((await shell(folder)).text).toContain('In doubt: the intent of line');
    await recordRun(runOptions(folder, { machine: pretendMachine(2) }), 5);
    await expectAgreement(folder, verify(folder));
    expect((await shell(folder)).text).toContain('3 run numbers below 5 are not here');
  });

  it('of a head that a run was stopped before, and of the run after it', async () => {
    const folder = freshFolder(onTestFinished);
    const silent = { publicKey: sharedSigner.publicKey, sign: () => Promise.reject(new Error('gone')) };
    await recordRun(runOptions(folder, { signer: silent }));
    await expectAgreement(folder, verify(folder));
    await recordRun(runOptions(folder));
    await expectAgreement(folder, verify(folder));
  });

  it('of spilled lines that were taken in', async () => {
    const folder = freshFolder(onTestFinished);
    const holder = await openEvidenceRun(runOptions(folder, { machine: pretendMachine(1, [1, 2]) }));
    const lever = await openEvidenceRun(
      runOptions(folder, { machine: pretendMachine(2, [1, 2]), onFailure: 'spill' }),
    );
    lever.append('intent', 'stop', { title: 'Stop' });
    const second = lever.append('intent', 'brake', { title: 'Brake' });
    lever.append('outcome', 'brake', { intent: second.seq, state: 'done', calls: [] });
    await lever.end(summary());
    await holder.end(summary());
    const next = await openEvidenceRun(runOptions(folder));
    await next.end(summary());

    expect(verify(folder)).toMatchObject({ state: 'verified', openIntents: [expect.any(Number)] });
    await expectAgreement(folder, verify(folder));
  });

  it('of a root against AWS, with the right signers, the wrong ones and none', async () => {
    const folder = freshFolder(onTestFinished);
    const options = runOptions(folder);
    const target = { kind: 'aws', account: '654654307503', region: 'ap-northeast-2' } as const;
    await recordRun({ ...options, identity: { ...options.identity, target } });
    const outside = freshFolder(onTestFinished);
    const signerFiles = {
      right: `captain namespaces="naver-sms-evidence" ${sharedSigner.publicKey}\n`,
      wrongKey: `captain ${throwAwaySigner().publicKey}\n`,
      wrongPurpose: `captain namespaces="git" ${sharedSigner.publicKey}\n`,
      over: `captain valid-before="20200101Z" ${sharedSigner.publicKey}\n`,
    };

    await expectAgreement(folder, verify(folder));
    for (const [name, signers] of Object.entries(signerFiles)) {
      writeFileSync(join(outside, name), signers);
      await expectAgreement(folder, verify(folder, { signers }), ['--signers', join(outside, name)]);
    }
  });

  it('of witnesses that agree, contradict or saw more', async () => {
    const report = verify(origin);
    const head = 'head' in report ? { lines: report.lines, sha256: report.head } : { lines: 0, sha256: '' };
    const seen = [head, { lines: 3, sha256: 'a'.repeat(64) }, { lines: 999, sha256: 'a'.repeat(64) }];

    for (const { lines, sha256: digest } of seen) {
      const witnesses: Witness[] = [{ lines, sha256: digest, source: 'The witness' }];
      await expectAgreement(origin, verify(origin, { witnesses }), ['--witness', `${lines}:${digest}`]);
    }
  });

  it('of every deleted, duplicated and swapped line, and of cuts', async () => {
    const lines = readFileSync(ledgerOf(origin), 'utf8').split(/(?<=\n)/);
    const variants = lines.flatMap((line, index) => [
      lines.toSpliced(index, 1),
      lines.toSpliced(index, 0, line),
      lines.with(index, lines[index - 1] ?? '').with(Math.max(0, index - 1), line),
      lines.slice(0, index),
    ]);

    await inParallel(variants, async (variant, folder) => {
      writeFileSync(ledgerOf(folder), variant.join(''));
      const answer = await shell(folder);
      expect(answer.code, answer.text).toBe(exitCodeOf(verify(folder)));
    });
  }, 120_000);

  it('of a torn line, a cut section, surplus text, and inserted NUL, CR and BOM', async () => {
    const changes: ((folder: string) => void)[] = [
      (folder) => writeFileSync(ledgerOf(folder), '{"v":1', { flag: 'a' }),
      (folder) => truncateTo(join(folder, 'VALIDATION.md'), -50),
      (folder) => truncateTo(join(folder, 'VALIDATION.md'), -statSync(join(folder, 'VALIDATION.md')).size),
      (folder) => rmSync(join(folder, 'VALIDATION.md')),
      (folder) => writeFileSync(join(folder, 'VALIDATION.md'), 'PASSED\n', { flag: 'a' }),
      (folder) =>
        writeFileSync(
          `${headOf(folder)}.theirs`,
          readFileSync(headOf(folder), 'utf8').replace(/^[0-9a-f]{64}$/m, 'e'.repeat(64)),
        ),
      (folder) => rmSync(headOf(folder)),
      (folder) => rmSync(ledgerOf(folder)),
      ...['\0', '\r', '\ufeff'].flatMap((inserted) =>
        [0, 1000, 5000].map((at) => (folder: string) => insert(ledgerOf(folder), at, inserted)),
      ),
    ];

    for (const change of changes) {
      const folder = copyOfOrigin();
      change(folder);
      const answer = await shell(folder);
      expect(answer.code, answer.text).toBe(exitCodeOf(verify(folder)));
      expect(answer.code, answer.text).toBe(9);
    }
  }, 60_000);

  it('of 500 seeded changed bytes anywhere in the root: all are caught', async () => {
    const files = [...loadFolder(origin)].filter(([path]) => !path.endsWith('.gitattributes'));
    const total = files.reduce((sum, [, bytes]) => sum + bytes.length, 0);
    const random = seeded(20251025);
    const changes = Array.from({ length: 500 }, () => ({
      at: Math.floor(random() * total),
      mask: 1 + Math.floor(random() * 255),
    }));

    await inParallel(changes, async ({ at, mask }, folder) => {
      const [path, bytes, offset] = place(files, at);
      const target = path.replace(origin, folder);
      const changed = Buffer.from(bytes);
      changed[offset] = (bytes[offset] ?? 0) ^ mask;
      writeFileSync(target, changed);
      const answer = await shell(folder);
      writeFileSync(target, bytes);
      expect(answer.code, `${path} byte ${offset} xor ${mask}\n${answer.text}`).toBe(9);
    });
  }, 240_000);
});

/** Works through the items on a few copies of the root at once. */
async function inParallel<Item>(
  items: readonly Item[],
  act: (item: Item, folder: string) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    const folder = copyOfOrigin();
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await act(item, folder);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}

function place(files: readonly (readonly [string, Buffer])[], at: number): [string, Buffer, number] {
  let rest = at;
  for (const [path, bytes] of files) {
    if (rest < bytes.length) return [path, bytes, rest];
    rest -= bytes.length;
  }
  throw new Error(`no byte ${at}`);
}

function truncateTo(path: string, change: number): void {
  const fd = unsyncedFiles.openSync(path, 'r+');
  unsyncedFiles.ftruncateSync(fd, statSync(path).size + change);
  unsyncedFiles.closeSync(fd);
}

function insert(path: string, at: number, text: string): void {
  const bytes = readFileSync(path);
  writeFileSync(path, Buffer.concat([bytes.subarray(0, at), Buffer.from(text), bytes.subarray(at)]));
}
