import { join } from 'node:path';
import { type FileSystem, writeFully } from './file-system.ts';
import type { ChainEnd } from './ledger-writer.ts';
import { formatLine, type LineContent, type LineStamp, sha256 } from './line-format.ts';

/** Where lines go when the ledger cannot take them: a file of their own, and stderr where not even that can be written. Never throws. */
export interface SpillWriter {
  /** Null where not even the file could be written. */
  file(): string | null;
  append(stamp: LineStamp, content: LineContent): { readonly seq: number; readonly sha256: string };
  end(): ChainEnd;
}

export interface SpillOptions {
  readonly files: FileSystem;
  readonly directory: string;
  readonly validationFile: string;
  readonly run: string;
  /** Where the numbers and the chain go on from. */
  readonly start: ChainEnd;
  readonly stderr: (text: string) => void;
}

/** The first part of the names of all spill files of one evidence root. */
export function spillPrefix(validationFile: string): string {
  return `spill-${sha256(Buffer.from(validationFile)).slice(0, 12)}-`;
}

export function openSpillWriter(options: SpillOptions): SpillWriter {
  const path = join(options.directory, `${spillPrefix(options.validationFile)}${options.run}.jsonl`);
  let chain = options.start;
  let isWritten = false;
  return {
    file: () => (isWritten ? path : null),
    append: (stamp, content) => {
      const bytes = formatLine({ seq: chain.lines + 1, prev: chain.sha256 }, stamp, content);
      chain = { lines: chain.lines + 1, sha256: sha256(bytes), length: chain.length + bytes.length };
      const isInFile = tryAppend(options, path, bytes);
      isWritten ||= isInFile;
      if (!isInFile) tell(options, bytes.toString('utf8'));
      return { seq: chain.lines, sha256: chain.sha256 };
    },
    end: () => chain,
  };
}

/** Opens by name for every line: another command may take the file in and remove it while this one still spills. */
function tryAppend({ files, directory }: SpillOptions, path: string, bytes: Uint8Array): boolean {
  try {
    files.mkdirSync(directory, { recursive: true, mode: 0o700 });
    const fd = files.openSync(path, 'a', 0o600);
    try {
      appendWhole(files, fd, bytes);
    } finally {
      files.closeSync(fd);
    }
    return true;
  } catch {
    // The line goes to stderr; a stopping lever does not wait for more.
    return false;
  }
}

/** All of it or nothing: the next line must not follow half of one. Throws as the file system does. */
function appendWhole(files: FileSystem, fd: number, bytes: Uint8Array): void {
  const { size } = files.fstatSync(fd);
  try {
    writeFully(files, fd, bytes);
    files.fsyncSync(fd);
  } catch (error) {
    files.ftruncateSync(fd, size);
    throw error;
  }
}

function tell({ stderr }: SpillOptions, text: string): void {
  try {
    stderr(text);
  } catch {
    // A closed stderr must not stop a stopping lever.
  }
}
