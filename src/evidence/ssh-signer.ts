import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { OperatorError } from '../errors/operator-error.ts';
import { signatureNamespace } from './head-file.ts';
import { type Ed25519Pair, publicKeyText, readStrings, signArmored } from './sshsig.ts';

/** Signs heads. `sign` returns the armor that `ssh-keygen -Y verify -n naver-sms-evidence` accepts. */
export interface Signer {
  /** `ssh-ed25519 AAAA...`, without a comment. */
  readonly publicKey: string;
  sign(bytes: Uint8Array): Promise<string>;
}

/** A key that lives as long as this process: enough to show that a rehearsal was not edited, and vouches for nobody. */
export function throwAwaySigner(): Signer {
  const { privateKey } = generateKeyPairSync('ed25519');
  const publicRaw = Buffer.from(privateKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  return signerFrom({ privateKey, publicRaw });
}

/**
 * The signer of an OpenSSH Ed25519 private key file without passphrase (`ssh-keygen -t ed25519 -N ''`).
 * Throws SIGNING_KEY_UNUSABLE for anything else.
 */
export function signerFromKeyFile(path: string): Signer {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw unusable(path, 'cannot be read', error);
  }
  const pair = parseOpenSshKey(text);
  if (typeof pair === 'string') throw unusable(path, pair);
  return signerFrom(pair);
}

function signerFrom(pair: Ed25519Pair): Signer {
  return {
    publicKey: publicKeyText(pair.publicRaw),
    sign: async (bytes) => signArmored(pair, signatureNamespace, bytes),
  };
}

const keyLayout =
  /^-----BEGIN OPENSSH PRIVATE KEY-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END OPENSSH PRIVATE KEY-----\s*$/;
const keyMagic = Buffer.from('openssh-key-v1\0');

/** OpenSSH's PROTOCOL.key: cipher, kdf and options, number of keys, public blob, private section. Or why it cannot be used. */
function parseOpenSshKey(text: string): Ed25519Pair | string {
  const body = Buffer.from(keyLayout.exec(text)?.[1] ?? '', 'base64');
  if (!body.subarray(0, keyMagic.length).equals(keyMagic)) return 'is not an OpenSSH private key';
  const rest = body.subarray(keyMagic.length);
  const [cipher, , kdfOptions] = leadingStrings(rest, 3);
  if (!cipher || !kdfOptions) return 'is cut off';
  if (cipher.toString('latin1') !== 'none') return 'is locked by a passphrase';
  const keysAt = kdfOptions.byteOffset - rest.byteOffset + kdfOptions.length + 4;
  const section = readStrings(rest.subarray(keysAt))?.[1];
  const [type, publicRaw, secret] = section ? leadingStrings(section.subarray(8), 3) : [];
  if (type?.toString('latin1') !== 'ssh-ed25519') return 'is not an Ed25519 key';
  if (publicRaw?.length !== 32 || secret?.length !== 64) return 'is cut off';
  return { privateKey: privateKeyFrom(secret.subarray(0, 32), publicRaw), publicRaw };
}

function privateKeyFrom(seed: Buffer, publicRaw: Buffer) {
  return createPrivateKey({
    key: {
      kty: 'OKP',
      crv: 'Ed25519',
      d: seed.toString('base64url'),
      x: publicRaw.toString('base64url'),
    },
    format: 'jwk',
  });
}

function leadingStrings(bytes: Buffer, count: number): Buffer[] {
  const strings: Buffer[] = [];
  let at = 0;
  while (strings.length < count && at + 4 <= bytes.length) {
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) break;
    strings.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return strings;
}

function unusable(path: string, why: string, cause?: unknown): OperatorError {
  return new OperatorError(
    'SIGNING_KEY_UNUSABLE',
    {
      what: `The signing key ${path} ${why}.`,
      now: 'Nothing was changed.',
      next: "Make one with ssh-keygen -t ed25519 -N '' -f <file>, or take signingKey out of the configuration to leave heads unsigned.",
    },
    { cause },
  );
}
