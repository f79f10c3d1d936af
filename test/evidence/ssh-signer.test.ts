import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OperatorError } from '../../src/errors/operator-error.ts';
import { signerFromKeyFile, throwAwaySigner } from '../../src/evidence/ssh-signer.ts';
import { checkArmored, fingerprintOf } from '../../src/evidence/sshsig.ts';
import { describeIfPresent } from '../support/needs.ts';
import { freshFolder } from './build-root.ts';

const namespace = 'naver-sms-evidence';
const message = Buffer.from('naver-sms-evidence/v1 aws 654654307503 ap-northeast-2\n20\nabc\n');
const missing = spawnSync('ssh-keygen', ['-?']).error === undefined ? null : 'ssh-keygen is not installed';

function keyFile(folder: string, ...more: string[]): string {
  const path = join(folder, 'key');
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'captain', '-f', path, ...more]);
  return path;
}

describe('a signature made in this process', () => {
  it('is good for its message, its namespace and its key alone', async () => {
    const signer = throwAwaySigner();
    const armor = await signer.sign(message);

    expect(checkArmored(armor, namespace, message)).toEqual({ state: 'good', publicKey: signer.publicKey });
    expect(checkArmored(armor, 'file', message).state).toBe('bad');
    expect(checkArmored(armor, namespace, Buffer.from('another')).state).toBe('bad');
  });

  it('is bad with any byte of its armor changed', async () => {
    const armor = Buffer.from(await throwAwaySigner().sign(message));

    for (let at = 0; at < armor.length; at += 1) {
      for (const bit of [1, 2, 4, 8, 16, 32, 64, 128]) {
        const changed = Buffer.from(armor);
        changed[at] = (armor[at] ?? 0) ^ bit;
        expect(checkArmored(changed.toString('latin1'), namespace, message).state, `byte ${at}`).not.toBe(
          'good',
        );
      }
    }
  });
});

describeIfPresent(missing, 'ssh-keygen', () => {
  it('accepts what this process signs, and refuses it for another message or purpose', async () => {
    const folder = freshFolder(onTestFinished);
    const signer = throwAwaySigner();
    writeFileSync(join(folder, 'sig'), await signer.sign(message));
    writeFileSync(join(folder, 'signers'), `captain namespaces="${namespace}" ${signer.publicKey}\n`);
    const check = (input: Buffer, purpose: string) =>
      spawnSync(
        'ssh-keygen',
        [
          '-Y',
          'verify',
          '-f',
          join(folder, 'signers'),
          '-I',
          'captain',
          '-n',
          purpose,
          '-s',
          join(folder, 'sig'),
        ],
        { input },
      );

    expect(check(message, namespace).status).toBe(0);
    expect(check(Buffer.from('another'), namespace).status).not.toBe(0);
    expect(check(message, 'file').status).not.toBe(0);
  });

  it('makes the same bytes from the same key file', async () => {
    const folder = freshFolder(onTestFinished);
    const path = keyFile(folder);
    const theirs = spawnSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', path, '-n', namespace], {
      input: message,
    });

    const signer = signerFromKeyFile(path);

    expect(await signer.sign(message)).toBe(theirs.stdout.toString());
    expect(readFileSync(`${path}.pub`, 'utf8').startsWith(`${signer.publicKey} `)).toBe(true);
    expect(spawnSync('ssh-keygen', ['-l', '-f', `${path}.pub`]).stdout.toString()).toContain(
      fingerprintOf(signer.publicKey),
    );
  });

  it.each([
    ['a key with a passphrase', ['-N', 'hunter2 hunter2']],
    ['a key of another type', ['-t', 'ecdsa']],
  ])('can make %s, which is refused with what to do', (_name, more) => {
    const path = keyFile(freshFolder(onTestFinished), ...more);

    expect(() => signerFromKeyFile(path)).toThrow(OperatorError);
    expect(() => signerFromKeyFile(path)).toThrow(/passphrase|not an Ed25519/);
  });
});

describe('a key file', () => {
  it('that is missing, empty or something else is refused by its code', () => {
    const folder = freshFolder(onTestFinished);
    writeFileSync(join(folder, 'empty'), '');
    writeFileSync(
      join(folder, 'text'),
      '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n',
    );

    for (const name of ['absent', 'empty', 'text']) {
      const thrown = caught(() => signerFromKeyFile(join(folder, name)));
      expect(thrown instanceof OperatorError && thrown.code, name).toBe('SIGNING_KEY_UNUSABLE');
    }
  });
});

function caught(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
