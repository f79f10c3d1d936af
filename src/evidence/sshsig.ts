import { createHash, createPublicKey, sign as edSign, verify as edVerify, type KeyObject } from 'node:crypto';

/*
 * SSH signatures (OpenSSH, PROTOCOL.sshsig) with Ed25519, made and checked in this process, so that a machine with
 * nothing but Node can sign and `ssh-keygen -Y verify` can check. Field lengths are those of RFC 8709.
 */

const magic = Buffer.from('SSHSIG');
const keyType = 'ssh-ed25519';
const hashName = 'sha512';
/** OpenSSH breaks the armor after 70 characters (seen with 9.2); readers accept nothing else from us. */
const armorWidth = 70;
const armorBegin = '-----BEGIN SSH SIGNATURE-----\n';
const armorEnd = '-----END SSH SIGNATURE-----\n';

/** The `ssh-ed25519 AAAA...` text of a 32-byte public key. */
export function publicKeyText(raw: Buffer): string {
  return `${keyType} ${publicKeyBlob(raw).toString('base64')}`;
}

/** `SHA256:...` as ssh-keygen -l prints it, for a public key in text form. */
export function fingerprintOf(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

export interface Ed25519Pair {
  readonly privateKey: KeyObject;
  /** 32 bytes. */
  readonly publicRaw: Buffer;
}

/** The armored signature over the message in a namespace. */
export function signArmored(pair: Ed25519Pair, namespace: string, message: Uint8Array): string {
  const signature = edSign(null, toBeSigned(namespace, message), pair.privateKey);
  const blob = Buffer.concat([
    magic,
    uint32(1),
    wireString(publicKeyBlob(pair.publicRaw)),
    wireString(namespace),
    wireString(''),
    wireString(hashName),
    wireString(Buffer.concat([wireString(keyType), wireString(signature)])),
  ]);
  return armored(blob);
}

export type SignatureCheck =
  | { readonly state: 'good'; readonly publicKey: string }
  | { readonly state: 'bad'; readonly reason: string }
  /** A key type that only ssh-keygen can check. */
  | { readonly state: 'unsupported'; readonly keyType: string; readonly publicKey: string };

/** Checks an armored signature against the key inside it. Whether that key may sign is the caller's question. */
export function checkArmored(armor: string, namespace: string, message: Uint8Array): SignatureCheck {
  const blob = Buffer.from(armor.slice(armorBegin.length, -armorEnd.length).replaceAll('\n', ''), 'base64');
  if (armored(blob) !== armor) return { state: 'bad', reason: 'the armor is not in its one canonical form' };
  const fields = readFields(blob);
  if (fields === null) return { state: 'bad', reason: 'the signature is malformed' };
  const type = readStrings(fields.key)?.[0]?.toString('latin1') ?? '';
  const publicKey = `${type} ${fields.key.toString('base64')}`;
  if (type !== keyType) return { state: 'unsupported', keyType: type, publicKey };
  if (fields.namespace !== namespace) {
    return { state: 'bad', reason: 'the signature was made for another purpose (namespace)' };
  }
  const isGood = isGoodEd25519(fields, namespace, message);
  return isGood
    ? { state: 'good', publicKey }
    : { state: 'bad', reason: 'the signature does not fit these bytes' };
}

interface SignatureFields {
  readonly key: Buffer;
  readonly namespace: string;
  readonly hashName: string;
  readonly signature: Buffer;
}

function isGoodEd25519(fields: SignatureFields, namespace: string, message: Uint8Array): boolean {
  const [, raw] = readStrings(fields.key) ?? [];
  const [type, signature, ...more] = readStrings(fields.signature) ?? [];
  if (raw?.length !== 32 || signature?.length !== 64 || more.length > 0) return false;
  if (type?.toString('latin1') !== keyType || fields.hashName !== hashName) return false;
  return edVerify(null, toBeSigned(namespace, message), publicKeyObject(raw), signature);
}

function toBeSigned(namespace: string, message: Uint8Array): Buffer {
  const digest = createHash(hashName).update(message).digest();
  return Buffer.concat([
    magic,
    wireString(namespace),
    wireString(''),
    wireString(hashName),
    wireString(digest),
  ]);
}

function readFields(blob: Buffer): SignatureFields | null {
  const start = Buffer.concat([magic, uint32(1)]);
  if (!blob.subarray(0, start.length).equals(start)) return null;
  const strings = readStrings(blob.subarray(start.length));
  if (strings?.length !== 5) return null;
  const [key, namespace, reserved, hashed, signature] = strings;
  if (!key || !namespace || reserved?.length !== 0 || !hashed || !signature) return null;
  return { key, namespace: namespace.toString('latin1'), hashName: hashed.toString('latin1'), signature };
}

/** All length-prefixed strings of a buffer; null where they do not fill it exactly. */
export function readStrings(bytes: Buffer): Buffer[] | null {
  const strings: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) return null;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return null;
    strings.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return strings;
}

function publicKeyBlob(raw: Buffer): Buffer {
  return Buffer.concat([wireString(keyType), wireString(raw)]);
}

function publicKeyObject(raw: Buffer): KeyObject {
  return createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') },
    format: 'jwk',
  });
}

function armored(blob: Buffer): string {
  const lines = blob.toString('base64').match(new RegExp(`.{1,${armorWidth}}`, 'g')) ?? [];
  return `${armorBegin}${lines.join('\n')}\n${armorEnd}`;
}

function wireString(content: Buffer | string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
