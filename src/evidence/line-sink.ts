import type { EvidenceOptions } from './evidence-options.ts';
import type { AppendedLine } from './evidence-run.ts';
import type { FileSystem } from './file-system.ts';
import type { ChainEnd } from './ledger-writer.ts';
import { chainStart, type LineContent, type LineStamp } from './line-format.ts';
import type { OpenedRoot } from './open-root.ts';
import { openSpillWriter, type SpillWriter } from './spill-writer.ts';
import { lostFailure, storageReason, writeFailure } from './storage-failure.ts';

/** Where the lines of a run go: the ledger, and from its first failure on the spill, never back. */
export interface LineSink {
  append(stamp: LineStamp, content: LineContent): AppendedLine;
  /**
   * Gives the ledger up. Returns for a stopping lever; else throws EVIDENCE_UNWRITABLE before the first intent and
   * EVIDENCE_LOST after it.
   */
  giveUp(error: unknown): void;
  /** Why lines spill; null while the ledger takes them. */
  spillReason(): string | null;
  spillFile(): string | null;
  chain(): ChainEnd;
  /** Closes the ledger and releases the lock. */
  close(): void;
}

export interface HeldRoot extends OpenedRoot {
  readonly release: () => void;
}

export interface SinkInput {
  readonly options: EvidenceOptions;
  readonly files: FileSystem;
  /** Null where the ledger could not be opened. */
  readonly held: HeldRoot | null;
  readonly spillReason: string | null;
}

export function createLineSink({ options, files, held, spillReason }: SinkInput): LineSink {
  let reason = spillReason;
  let hasIntent = false;
  let isClosed = held === null;
  let spill: SpillWriter | null = null;

  const spilling = (): SpillWriter => {
    spill ??= openSpillWriter({
      files,
      directory: options.spillDirectory,
      validationFile: options.validationFile,
      run: options.identity.run,
      start: held?.writer.end() ?? { lines: 0, sha256: chainStart, length: 0 },
      stderr: options.stderr,
    });
    return spill;
  };

  const close = (): void => {
    if (isClosed || !held) return;
    isClosed = true;
    held.writer.close();
    held.release();
  };

  /** A line that was not acknowledged is spilled too, before anything is thrown: what it says may have happened. */
  const fail = (
    error: unknown,
    line: { stamp: LineStamp; content: LineContent } | null,
  ): AppendedLine | null => {
    reason ??= storageReason(error);
    close();
    if (options.onFailure === 'refuse' && !hasIntent) throw writeFailure(options.validationFile, error);
    const appended = line ? spilling().append(line.stamp, line.content) : null;
    if (options.onFailure === 'spill') return appended;
    throw lostFailure(options.validationFile, spill?.file() ?? null, error);
  };

  return {
    append: (stamp, content) => {
      const line = appendOrNull(held, reason, { stamp, content });
      const appended = 'seq' in line ? line : fail(line.error, { stamp, content });
      if (content.kind === 'intent') hasIntent = true;
      // `fail` gives a line back wherever it was given one.
      return appended ?? { seq: 0, sha256: chainStart };
    },
    giveUp: (error) => void fail(error, null),
    spillReason: () => reason,
    spillFile: () => spill?.file() ?? null,
    chain: () => spill?.end() ?? held?.writer.end() ?? { lines: 0, sha256: chainStart, length: 0 },
    close,
  };
}

function appendOrNull(
  held: HeldRoot | null,
  reason: string | null,
  line: { readonly stamp: LineStamp; readonly content: LineContent },
): AppendedLine | { readonly error: unknown } {
  if (held === null || reason !== null) return { error: new Error(reason ?? 'the ledger is not open') };
  try {
    return held.writer.append(line.stamp, line.content);
  } catch (error) {
    return { error };
  }
}
