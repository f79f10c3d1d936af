import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findSigner } from '../../src/evidence/allowed-signers.ts';
import { describeReport } from '../../src/evidence/describe-report.ts';
import { throwAwaySigner } from '../../src/evidence/ssh-signer.ts';
import { exitCodeOf } from '../../src/evidence/verify-report.ts';
import { freshFolder, recordRun, runOptions, sharedSigner, verify } from './build-root.ts';

const key = sharedSigner.publicKey;
const now = new Date('2025-10-25T05:00:00Z');

describe('an allowed-signers file', () => {
  it.each([
    ['the key alone', `captain ${key}`, true],
    ['a comment behind the key', `captain,auditor ${key} the captain`, true],
    ['our namespace among others', `captain namespaces="git,naver-sms-evidence" ${key}`, true],
    ['a window that holds the time', `captain valid-after="20251001Z",valid-before="20251101Z" ${key}`, true],
    ['another namespace', `captain namespaces="git" ${key}`, false],
    ['a window that is over', `captain valid-before="20251025045959Z" ${key}`, false],
    ['a window that is yet to come', `captain valid-after="20251025050001Z" ${key}`, false],
    ['a time nobody can read', `captain valid-after="soon" ${key}`, false],
    ['a certificate authority', `captain cert-authority ${key}`, false],
    ['the key in a comment line', `# captain ${key}`, false],
    ['another key', `captain ${throwAwaySigner().publicKey}`, false],
    ['nothing', '', false],
  ])('with %s', (_name, line, isAllowed) => {
    expect(findSigner(`# signers\n\n${line}\n`, key, now) !== null).toBe(isAllowed);
  });
});

describe('a root against AWS', () => {
  async function awsRoot(signer = sharedSigner): Promise<string> {
    const folder = freshFolder(onTestFinished);
    const options = runOptions(folder, { signer, defaultRoot: true });
    const target = { kind: 'aws', account: '654654307503', region: 'ap-northeast-2' } as const;
    await recordRun({ ...options, identity: { ...options.identity, target, clockKind: 'wall' } }, 1);
    return folder;
  }

  it('is verified where a signers file from outside names its key', async () => {
    const report = verify(await awsRoot(), { signers: `captain@desk ${key}\n` });

    expect(report).toMatchObject({
      state: 'verified',
      signature: { state: 'trusted', principals: 'captain@desk' },
    });
    expect(exitCodeOf(report)).toBe(0);
  });

  it('counts as unsigned where nobody vouches for the key, and says so', async () => {
    const report = verify(await awsRoot());

    expect(report).toMatchObject({
      state: 'partly-signed',
      signedLines: 0,
      signature: { state: 'unvouched' },
    });
    expect(exitCodeOf(report)).toBe(0);
    expect(describeReport(report).join('\n')).toContain('pass --signers');
  });

  it('does not verify where the signers file names another key', async () => {
    const report = verify(await awsRoot(throwAwaySigner()), { signers: `captain ${key}\n` });

    expect(report).toMatchObject({ state: 'broken', problem: { code: 'signature' } });
    expect(exitCodeOf(report)).toBe(9);
  });

  it('never says SIMULATED, and a rehearsal always does', async () => {
    const rehearsal = freshFolder(onTestFinished);
    await recordRun(runOptions(rehearsal));
    const aws = readFileSync(join(await awsRoot(), 'VALIDATION.md'), 'utf8');
    const simulated = readFileSync(join(rehearsal, 'VALIDATION.md'), 'utf8');

    expect(aws.match(/^## SIMULATED/gm)).toBeNull();
    expect(simulated.match(/^## /gm)?.length).toBe(simulated.match(/^## SIMULATED · /gm)?.length);
  });
});

describe('an unsigned root', () => {
  it('is whole, and says that nobody signed it', async () => {
    const folder = freshFolder(onTestFinished);
    await recordRun(runOptions(folder, { signer: null }));

    const report = verify(folder);

    expect(report).toMatchObject({
      state: 'partly-signed',
      signedLines: 0,
      signature: { state: 'unsigned' },
    });
    expect(describeReport(report).at(-1)).toMatch(/^VERIFIED TO LINE 0, \d+ lines unsigned/);
  });

  it('keeps the head of the run before where a signer fails, and the next run says so', async () => {
    const folder = freshFolder(onTestFinished);
    const failing = { publicKey: key, sign: () => Promise.reject(new Error('the agent is gone')) };
    const told: string[] = [];
    await recordRun(runOptions(folder, { signer: failing, stderr: (text) => told.push(text) }));

    const after = verify(folder);
    await recordRun(runOptions(folder));

    expect(told.join('')).toContain('the agent is gone');
    expect(after).toMatchObject({ state: 'partly-signed', signedLines: 0 });
    expect(verify(folder)).toMatchObject({ state: 'verified' });
    expect(readFileSync(join(folder, 'docs/validation/ledger.jsonl'), 'utf8')).toContain(
      '{"missingHead":true',
    );
  });
});

describe('no records', () => {
  it('are said to be none, with exit code 3: absent is not ready', () => {
    const folder = freshFolder(onTestFinished);

    expect(exitCodeOf(verify(folder))).toBe(3);
  });

  it('are not what a text without a ledger is called', () => {
    const folder = freshFolder(onTestFinished);
    writeFileSync(join(folder, 'VALIDATION.md'), 'VALIDATION PASSED\n');

    expect(verify(folder)).toMatchObject({ state: 'broken', problem: { code: 'no-ledger' } });
  });
});
