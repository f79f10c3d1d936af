import { dirname, join } from 'node:path';
import { type EvidencePaths, preambleName } from './evidence-paths.ts';
import { appendDurably, type FileSystem, readIfThere, syncDirectory, writeDurably } from './file-system.ts';
import { type LineContent, sha256 } from './line-format.ts';
import { preambleBytes } from './preamble.ts';

interface SectionTarget {
  readonly files: FileSystem;
  readonly paths: EvidencePaths;
  readonly append: (content: LineContent) => unknown;
}

export interface Section {
  /** Relative to the root. */
  readonly file: string;
  /** Where it begins in VALIDATION.md. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * Writes a section: its file, its ledger line, then VALIDATION.md, each on disk before the next. A crash in between
 * leaves nothing that the next command cannot complete from the file.
 */
export function appendSection(target: SectionTarget, section: Section): void {
  recordSection(target, section);
  const isNew = section.offset === 0;
  appendDurably(target.files, target.paths.validation, section.bytes);
  if (isNew) syncDirectory(target.files, target.paths.root);
}

/** Begins VALIDATION.md with the preamble as its first section; a file that holds just that is taken over. Its length. */
export function beginValidation(target: SectionTarget): number {
  const { files, paths } = target;
  const section = { file: preambleName, offset: 0, bytes: preambleBytes };
  if (readIfThere(files, paths.validation)?.equals(preambleBytes)) recordSection(target, section);
  else appendSection(target, section);
  return preambleBytes.length;
}

function recordSection({ files, paths, append }: SectionTarget, { file, offset, bytes }: Section): void {
  const path = join(paths.root, file);
  files.mkdirSync(dirname(path), { recursive: true });
  writeDurably(files, path, bytes);
  syncDirectory(files, dirname(dirname(path)));
  append({
    kind: 'section',
    step: 'section',
    data: { file, offset, length: bytes.length, sha256: sha256(bytes) },
  });
}
