import { join } from 'node:path';
import type { JsonValue } from '../domain/json-value.ts';
import { type EvidencePaths, recordsFolder } from './evidence-paths.ts';
import { appendDurably, type FileSystem, writeDurably } from './file-system.ts';
import type { RootInspection } from './inspect-root.ts';
import { sha256 } from './line-format.ts';
import { writeFailure } from './storage-failure.ts';

/*
 * Repairs what a crash leaves, and only that: a last line that was cut off is set aside, a section that was cut off is
 * completed from its file. Each repair is told by a `recovery` line. Nothing else is ever mended.
 */

export interface Repair {
  readonly found: JsonValue;
  readonly sentence: string;
}

type WholeRoot = Extract<RootInspection, { state: 'whole' }>;

/** Mends the files; the answers go into the ledger once it is open. Throws EVIDENCE_UNWRITABLE. */
export function repairFiles(files: FileSystem, paths: EvidencePaths, root: WholeRoot): Repair[] {
  try {
    if (root.torn.length > 0) setAsideTornLine(files, paths, root);
    return [...tellTornFiles(files, paths, root), ...completeSection(files, paths, root)];
  } catch (error) {
    throw writeFailure(paths.root, error);
  }
}

/** The name comes from the content, so that a crash between the steps leads to the same file again. */
function setAsideTornLine(files: FileSystem, paths: EvidencePaths, { torn, facts }: WholeRoot): void {
  writeDurably(files, join(paths.records, `ledger.torn-${sha256(torn).slice(0, 16)}`), torn);
  const fd = files.openSync(paths.ledger, 'r+');
  try {
    files.ftruncateSync(fd, facts.end.length);
    files.fsyncSync(fd);
  } finally {
    files.closeSync(fd);
  }
}

/** Every set-aside file that no line tells of yet: this one, and one whose run was stopped before it could tell. */
function tellTornFiles(files: FileSystem, paths: EvidencePaths, { facts }: WholeRoot): Repair[] {
  return files
    .readdirSync(paths.records)
    .filter((name) => /^ledger\.torn-[0-9a-f]{16}$/.test(name))
    .map((name) => ({ name, file: `${recordsFolder}/${name}` }))
    .filter(({ file }) => !facts.setAside.has(file))
    .map(({ name, file }) => {
      const bytes = files.readFileSync(join(paths.records, name));
      return {
        found: { file, bytes: bytes.length, sha256: sha256(bytes) },
        sentence: `A ledger line was cut off while it was written; its ${bytes.length} bytes were set aside in ${file}.`,
      };
    });
}

function completeSection(files: FileSystem, paths: EvidencePaths, { interrupted }: WholeRoot): Repair[] {
  if (!interrupted) return [];
  const { section, missing } = interrupted;
  appendDurably(files, paths.validation, missing);
  return [
    {
      found: { file: section.file, bytes: missing.length, sha256: sha256(missing) },
      sentence: `${paths.validationName} lacked the last ${missing.length} bytes of the section of line ${section.line}; they were completed from ${section.file}.`,
    },
  ];
}
