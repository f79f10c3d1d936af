import { errorCodeOf, type FileSystem } from './file-system.ts';

const largestChunk = 1 << 20;
const smallestChunk = 1 << 12;
const newline = 0x0a;

/** What a ledger's bytes hold beside whole lines. */
export interface ReadEnd {
  /** False where the file is not there. */
  readonly isThere: boolean;
  /** Bytes of whole lines. */
  readonly wholeBytes: number;
  /** What follows the last newline: a write that was cut off. */
  readonly torn: Buffer;
}

/**
 * Reads a file, from byte `from` on, in chunks and hands over each raw line with its newline; the buffer is valid only during the call.
 * Stops early where `visit` returns false.
 */
export function readLines(
  files: FileSystem,
  path: string,
  visit: (line: Buffer) => boolean,
  from = 0,
): ReadEnd {
  const fd = openIfThere(files, path);
  if (fd === null) return { isThere: false, wholeBytes: 0, torn: Buffer.alloc(0) };
  try {
    return readFrom(files, { fd, from }, visit);
  } finally {
    files.closeSync(fd);
  }
}

function readFrom(
  files: FileSystem,
  source: { readonly fd: number; readonly from: number },
  visit: (line: Buffer) => boolean,
): ReadEnd {
  const { size } = files.fstatSync(source.fd);
  const chunkBytes = Math.min(largestChunk, Math.max(smallestChunk, size - source.from + 1));
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let rest: Buffer = Buffer.alloc(0);
  let wholeBytes = 0;
  let position = source.from;
  for (;;) {
    const count = files.readSync(source.fd, chunk, 0, chunkBytes, position);
    position += count;
    if (count === 0) return { isThere: true, wholeBytes, torn: rest };
    const fresh = chunk.subarray(0, count);
    const bytes: Buffer = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
    const end = visitWholeLines(bytes, visit);
    wholeBytes += end.consumed;
    if (end.isStopped) return { isThere: true, wholeBytes, torn: Buffer.alloc(0) };
    rest = Buffer.from(bytes.subarray(end.consumed));
  }
}

function visitWholeLines(bytes: Buffer, visit: (line: Buffer) => boolean) {
  let from = 0;
  for (;;) {
    const at = bytes.indexOf(newline, from);
    if (at < 0) return { consumed: from, isStopped: false };
    const isWanted = visit(bytes.subarray(from, at + 1));
    from = at + 1;
    if (!isWanted) return { consumed: from, isStopped: true };
  }
}

function openIfThere(files: FileSystem, path: string): number | null {
  try {
    return files.openSync(path, 'r');
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT' || errorCodeOf(error) === 'ENOTDIR') return null;
    throw error;
  }
}
