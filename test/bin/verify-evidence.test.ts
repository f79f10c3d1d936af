import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { sha256 } from '../../src/evidence/line-format.ts';
import { openEvidenceRun } from '../../src/evidence/open-run.ts';
import { preambleBytes } from '../../src/evidence/preamble.ts';
import { throwAwaySigner } from '../../src/evidence/ssh-signer.ts';
import type { Witness } from '../../src/evidence/verify-head.ts';
import type { VerifyReport } from '../../src/evidence/verify-report.ts';
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
import { describeIfPresent } from '../support/needs.ts';
import { missing, script, shell, shellVerdicts, verdictOf } from './run-shell-verifier.ts';

/*
 * Two verifiers, one judgement: the shell script that needs no Node, and ours.
 */

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
  const { code, lastLine, text } = await shell([...args, join(folder, 'VALIDATION.md')]);

  expect({ code, lastLine }, text).toEqual(verdictOf(report));
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

  it('says how it is used, with exit code 2', async (context) => {
    context.skip(missing !== null, missing ?? '');
    const answers = await Promise.all([
      shell(['--nonsense']),
      shell(['--witness', 'nothing']),
      shell(['--signers']),
      shell(['--signers', '/absent', origin]),
    ]);

    expect(answers.map((answer) => answer.code)).toEqual([2, 2, 2, 2]);
    expect(answers[0]?.text).toContain('verify-evidence.sh [--signers FILE]');
  });
});

describeIfPresent(missing, 'both verifiers say the same, to the letter,', () => {
  it('of an untouched root, given as a file or a folder', async () => {
    await expectAgreement(origin, verify(origin));
    expect((await shell([origin])).code).toBe(0);
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
    expect((await shell([folder])).text).toContain('In doubt: the intent of line');
    await recordRun(runOptions(folder, { machine: pretendMachine(2) }), 5);
    await expectAgreement(folder, verify(folder));
    expect((await shell([folder])).text).toContain('3 run numbers below 5 are not here');
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

    const folders = changes.map((change) => {
      const folder = copyOfOrigin();
      change(folder);
      return folder;
    });
    const verdicts = await shellVerdicts(folders);

    expect(verdicts).toEqual(folders.map((folder) => verdictOf(verify(folder))));
    expect(new Set(verdicts.map(({ code }) => code))).toEqual(new Set([9]));
  }, 60_000);
});

function truncateTo(path: string, change: number): void {
  const fd = unsyncedFiles.openSync(path, 'r+');
  unsyncedFiles.ftruncateSync(fd, statSync(path).size + change);
  unsyncedFiles.closeSync(fd);
}

function insert(path: string, at: number, text: string): void {
  const bytes = readFileSync(path);
  writeFileSync(path, Buffer.concat([bytes.subarray(0, at), Buffer.from(text), bytes.subarray(at)]));
}
