import type { AppendedLine } from './evidence-run.ts';
import { type FileSystem, writeFully } from './file-system.ts';
import type { LineKind } from './ledger-line.ts';
import { formatLine, type LineContent, type LineStamp, sha256 } from './line-format.ts';

/** Where the chain stands. */
export interface ChainEnd {
  readonly lines: number;
  readonly sha256: string;
  /** Bytes of the ledger. */
  readonly length: number;
}

/** The open ledger: an append costs the same at line 100 and at line 100,000. */
export interface LedgerWriter {
  append(stamp: LineStamp, content: LineContent): AppendedLine;
  end(): ChainEnd;
  /** Waits until everything appended is on disk. */
  sync(): void;
  close(): void;
}

/** Kinds that are on disk before `append` returns: acting on them must not outrun them. */
const durableKinds: ReadonlySet<LineKind> = new Set([
  'run-started',
  'intent',
  'outcome',
  'recovery',
  'artifact',
  'section',
  'run-ended',
]);

/** Opens the ledger for appending after `start`, which the caller has verified. Throws what the file system throws. */
export function openLedgerWriter(files: FileSystem, path: string, start: ChainEnd): LedgerWriter {
  const fd = files.openSync(path, 'a');
  let chain = start;
  return {
    append: (stamp, content) => {
      const bytes = formatLine({ seq: chain.lines + 1, prev: chain.sha256 }, stamp, content);
      refuseForeignGrowth(files, fd, chain.length);
      writeFully(files, fd, bytes);
      if (durableKinds.has(content.kind)) files.fsyncSync(fd);
      chain = { lines: chain.lines + 1, sha256: sha256(bytes), length: chain.length + bytes.length };
      return { seq: chain.lines, sha256: chain.sha256 };
    },
    end: () => chain,
    sync: () => files.fsyncSync(fd),
    close: () => files.closeSync(fd),
  };
}

/** Somebody who ignores the lock appended or cut: writing on would break the chain for good. */
function refuseForeignGrowth(files: FileSystem, fd: number, expected: number): void {
  const { size } = files.fstatSync(fd);
  if (size !== expected) {
    throw new Error(`the ledger is ${size} bytes long, not ${expected}: something else wrote to it`);
  }
}
