import type { EvidencePaths } from './evidence-paths.ts';
import { recordsFolder } from './evidence-paths.ts';
import { appendDurably, type FileSystem, readIfThere } from './file-system.ts';

/**
 * Keeps git from changing line ends in evidence, and from merging two ledgers line by line: it must stop and ask.
 * Adds what is missing to the root's .gitattributes and leaves the rest alone.
 */
export function ensureGitAttributes(files: FileSystem, paths: EvidencePaths): void {
  const present = readIfThere(files, paths.gitAttributes)?.toString('utf8') ?? '';
  const missing = wantedLines(paths).filter((line) => !present.split(/\r?\n/).includes(line));
  if (missing.length === 0) return;
  const separator = present === '' || present.endsWith('\n') ? '' : '\n';
  appendDurably(files, paths.gitAttributes, Buffer.from(`${separator}${missing.join('\n')}\n`));
}

function wantedLines(paths: EvidencePaths): string[] {
  return [`${paths.validationName} -text merge=binary`, `${recordsFolder}/** -text merge=binary`];
}
