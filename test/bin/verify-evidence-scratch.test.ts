import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freshFolder, recordRun, runOptions } from '../evidence/build-root.ts';
import { describeIfPresent } from '../support/needs.ts';
import { rawLedger } from './hostile-ledger.ts';
import { missing, script, shell } from './run-shell-verifier.ts';

/*
 * The shell verifier's scratch folder: without one it claims nothing, and none is ever left behind.
 */

async function signedRoot(): Promise<string> {
  const root = freshFolder(onTestFinished);
  await recordRun(runOptions(root));
  return root;
}

function unsignedRoot(lines: number): string {
  const root = freshFolder(onTestFinished);
  mkdirSync(join(root, 'docs/validation'), { recursive: true });
  writeFileSync(
    join(root, 'docs/validation/ledger.jsonl'),
    rawLedger(Array.from({ length: lines }, () => ({}))),
  );
  return root;
}

/** Resolves with the exit code or the signal; `onStart` is told of the process. */
function runIn(
  tmpdir: string,
  root: string,
  onStart: (child: ChildProcess) => void,
  path = process.env.PATH,
) {
  return new Promise<number | string | null>((resolve, reject) => {
    const child = spawn('bash', [script, root], {
      env: { PATH: path ?? '', TMPDIR: tmpdir },
      stdio: 'ignore',
      detached: true,
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal));
    onStart(child);
  });
}

describeIfPresent(missing, 'the scratch folder of the shell verifier', () => {
  it('is named where it cannot be made: exit code 3, and nothing is claimed', async () => {
    const root = await signedRoot();
    const missing = join(root, 'absent');

    expect(await shell([root], { TMPDIR: missing })).toEqual({
      code: 3,
      text: `No scratch folder can be made in ${missing}: nothing is claimed. TMPDIR can name another folder, with 10 MB of room.\n`,
      lastLine: expect.any(String),
    });
  });

  it('is named where awk cannot fill it: exit code 3, and nothing is claimed', async () => {
    const root = await signedRoot();
    const tools = freshFolder(onTestFinished);
    const tmpdir = freshFolder(onTestFinished);
    // An awk that takes some of the ledger and dies, as on a full disk.
    writeFileSync(join(tools, 'awk'), '#!/bin/sh\nhead -n 1 >/dev/null\necho "judged 1"\nexit 2\n');
    chmodSync(join(tools, 'awk'), 0o755);
    const answer = await shell([root], { PATH: `${tools}:${process.env.PATH}`, TMPDIR: tmpdir });

    expect(answer.code).toBe(3);
    expect(answer.text).toContain(
      `awk stopped, or the scratch folder in ${tmpdir} is full: nothing is claimed.`,
    );
    expect(answer.text).not.toContain('VERIF');
    expect(readdirSync(tmpdir)).toEqual([]);
  });

  it('is gone after a pass and after a failure', async () => {
    const tmpdir = freshFolder(onTestFinished);
    const whole = await signedRoot();
    const broken = await signedRoot();
    writeFileSync(join(broken, 'VALIDATION.md'), 'PASSED\n', { flag: 'a' });

    expect((await shell([whole], { TMPDIR: tmpdir })).code).toBe(0);
    expect((await shell([broken], { TMPDIR: tmpdir })).code).toBe(9);
    expect(readdirSync(tmpdir)).toEqual([]);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('is gone after %s', async (signal, exitCode) => {
    const tmpdir = freshFolder(onTestFinished);
    const tools = freshFolder(onTestFinished);
    const ready = join(tools, 'ready');
    // A digest tool that says that it was begun and never ends: the signal comes while lines are in the folder.
    writeFileSync(join(tools, 'sha256sum'), `#!/bin/sh\n: >"${ready}"\nexec tail -f /dev/null\n`);
    chmodSync(join(tools, 'sha256sum'), 0o755);
    const path = `${tools}:${process.env.PATH}`;
    let before: readonly string[] = [];
    const ended = await runIn(
      tmpdir,
      unsignedRoot(3),
      (child) => {
        const poll = setInterval(() => {
          if (!readdirSync(tools).includes('ready') || child.pid === undefined) return;
          clearInterval(poll);
          before = readdirSync(tmpdir);
          process.kill(-child.pid, signal);
        }, 10);
        onTestFinished(() => clearInterval(poll));
      },
      path,
    );

    expect(before).toHaveLength(1);
    expect(ended).toBe(exitCode);
    expect(readdirSync(tmpdir)).toEqual([]);
  });
});
