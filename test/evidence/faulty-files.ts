import nodeFs from 'node:fs';
import type { FileSystem } from '../../src/evidence/file-system.ts';

/** The real file system without waiting for the disk: enough wherever only the process dies, and much faster. */
export const unsyncedFiles: FileSystem = { ...nodeFs, fsyncSync: () => {} };

/** Calls that change the disk; a process can be killed before each, and within each write. */
const changing = [
  'openSync',
  'writeSync',
  'fsyncSync',
  'ftruncateSync',
  'renameSync',
  'linkSync',
  'unlinkSync',
  'mkdirSync',
] as const;

export class Killed extends Error {}

/** A process that is killed at its n-th changing call: nothing after it has any effect. */
export function killedAt(
  nth: number,
  how: 'before' | 'torn',
): { files: FileSystem; wasKilled: () => boolean } {
  let calls = 0;
  let isDead = false;
  const files: Record<string, unknown> = { ...unsyncedFiles };
  for (const name of changing) {
    const real = unsyncedFiles[name] as (...given: unknown[]) => unknown;
    files[name] = (...given: unknown[]) => {
      if (isDead) throw new Killed(name);
      calls += 1;
      if (calls < nth) return real(...given);
      isDead = true;
      if (how === 'torn' && name === 'writeSync') writeHalf(given);
      throw new Killed(name);
    };
  }
  // Every function keeps the signature of the one it wraps.
  return { files: files as unknown as FileSystem, wasKilled: () => isDead };
}

/** A disk that refuses the n-th changing call of a kind, and all after it, with a system error. */
export function failingFrom(
  nth: number,
  name: (typeof changing)[number],
  code: string,
  isFor: (given: readonly unknown[]) => boolean = () => true,
): FileSystem {
  let calls = 0;
  const real = unsyncedFiles[name] as (...given: unknown[]) => unknown;
  const failing = (...given: unknown[]) => {
    if (!isFor(given)) return real(...given);
    calls += 1;
    if (calls < nth) return real(...given);
    throw Object.assign(new Error(`${code}: pretended`), { code });
  };
  // Keeps the signature of the one it wraps.
  return { ...unsyncedFiles, [name]: failing } as unknown as FileSystem;
}

/** A disk that is full from a number of writes on; the spill lies on another disk. */
export function fullAfter(writes: number): FileSystem {
  let left = writes;
  return fullWhere(() => {
    left -= 1;
    return left < 0;
  });
}

/** A disk that fills up in the middle of the first ledger line of a step; the spill lies on another disk. */
export function fullAtStep(step: string): FileSystem {
  return fullWhere((bytes) => bytes.includes(`"step":"${step}"`));
}

/** Half of the write that fills the disk still fits; from then on nothing does. */
function fullWhere(isFilledBy: (bytes: Buffer) => boolean): FileSystem {
  const spills = new Set<number>();
  let isFull = false;
  const openSync = (path: string, flags: string, mode?: number) => {
    const fd = nodeFs.openSync(path, flags, mode);
    if (path.includes('spill-')) spills.add(fd);
    else spills.delete(fd);
    return fd;
  };
  const writeSync = (fd: number, bytes: Uint8Array | string, offset = 0, length = bytes.length) => {
    const buffer = Buffer.from(bytes);
    if (spills.has(fd)) return nodeFs.writeSync(fd, buffer, offset, length);
    if (isFull) throw Object.assign(new Error('ENOSPC: pretended'), { code: 'ENOSPC' });
    isFull = isFilledBy(buffer);
    return nodeFs.writeSync(fd, buffer, offset, isFull ? Math.floor(length / 2) : length);
  };
  // The overloads of node:fs that evidence uses.
  return { ...unsyncedFiles, openSync, writeSync } as unknown as FileSystem;
}

function writeHalf(given: readonly unknown[]): void {
  const [fd, bytes, offset, length] = given;
  if (typeof fd !== 'number' || !(bytes instanceof Uint8Array)) return;
  const from = typeof offset === 'number' ? offset : 0;
  const whole = typeof length === 'number' ? length : bytes.length;
  nodeFs.writeSync(fd, bytes, from, Math.floor(whole / 2));
}
