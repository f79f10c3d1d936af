import { OperatorError } from '../errors/operator-error.ts';
import type { EvidencePaths } from './evidence-paths.ts';
import { type FileSystem, isThere, readIfThere } from './file-system.ts';
import { preambleBytes } from './preamble.ts';

/**
 * Throws EVIDENCE_FOREIGN for a VALIDATION.md that another tool or a person began, before so much as a folder is made
 * beside it. What a ledger binds is judged later, by verification.
 */
export function refuseForeign(files: FileSystem, paths: EvidencePaths): void {
  const validation = readIfThere(files, paths.validation);
  if (validation === null || validation.equals(preambleBytes)) return;
  if (!isThere(files, paths.ledger)) throw foreignFile(paths);
}

export function foreignFile(paths: EvidencePaths): OperatorError {
  return new OperatorError('EVIDENCE_FOREIGN', {
    what: `${paths.validation} was not begun by this tool: there is no ledger beside it.`,
    now: 'Nothing was changed.',
    next: 'Move it away, or name another file with --evidence.',
  });
}
