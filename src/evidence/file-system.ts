import nodeFs from 'node:fs';
import { dirname } from 'node:path';

/*
 * The part of the file system that evidence touches, injected, so that tests can fill the disk, tear a write or stop
 * the process between any two calls.
 */

export type FileSystem = Pick<
  typeof nodeFs,
  | 'openSync'
  | 'readSync'
  | 'writeSync'
  | 'fsyncSync'
  | 'fstatSync'
  | 'ftruncateSync'
  | 'closeSync'
  | 'renameSync'
  | 'linkSync'
  | 'unlinkSync'
  | 'mkdirSync'
  | 'readFileSync'
  | 'readdirSync'
>;

/** The machine's own file system. */
export const realFileSystem: FileSystem = nodeFs;

/** Writes every byte: `write` may take fewer than it was given. */
export function writeFully(files: FileSystem, fd: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) {
    written += files.writeSync(fd, bytes, written, bytes.length - written);
  }
}

/** Creates or replaces a file, on disk with its directory entry when it returns. Not atomic: see `replaceFile`. */
export function writeDurably(files: FileSystem, path: string, bytes: Uint8Array): void {
  withOpenFile(files, path, 'w', (fd) => {
    writeFully(files, fd, bytes);
    files.fsyncSync(fd);
  });
  syncDirectory(files, dirname(path));
}

/** Appends to a file and waits for the disk. */
export function appendDurably(files: FileSystem, path: string, bytes: Uint8Array): void {
  withOpenFile(files, path, 'a', (fd) => {
    writeFully(files, fd, bytes);
    files.fsyncSync(fd);
  });
}

/** Replaces a file in one rename: a reader sees the old bytes or the new ones, never a part. */
export function replaceFile(files: FileSystem, path: string, bytes: Uint8Array): void {
  const partial = `${path}.tmp`;
  writeDurably(files, partial, bytes);
  files.renameSync(partial, path);
  syncDirectory(files, dirname(path));
}

/** The bytes of a file; null where it is not there. */
export function readIfThere(files: FileSystem, path: string): Buffer | null {
  try {
    return files.readFileSync(path);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT' || errorCodeOf(error) === 'ENOTDIR') return null;
    throw error;
  }
}

/** Whether a file can be opened for reading; a ledger may be too long to be read for that. */
export function isThere(files: FileSystem, path: string): boolean {
  try {
    files.closeSync(files.openSync(path, 'r'));
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT' || errorCodeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}

/** File systems that cannot open or sync a directory (Windows, some network mounts) answer with one of these. */
const noDirectorySync = new Set(['EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP']);

/** Waits until new names in a directory are on disk: an fsync of the file alone does not promise its name. */
export function syncDirectory(files: FileSystem, directory: string): void {
  try {
    withOpenFile(files, directory, 'r', (fd) => files.fsyncSync(fd));
  } catch (error) {
    if (!noDirectorySync.has(errorCodeOf(error) ?? '')) throw error;
  }
}

/** The `code` of a system error, as ENOENT; null for anything else. */
export function errorCodeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

function withOpenFile(files: FileSystem, path: string, flags: string, use: (fd: number) => void): void {
  const fd = files.openSync(path, flags);
  try {
    use(fd);
  } finally {
    files.closeSync(fd);
  }
}
