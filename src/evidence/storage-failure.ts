import { OperatorError } from '../errors/operator-error.ts';
import { errorCodeOf } from './file-system.ts';

const meanings: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'access is denied',
  EPERM: 'access is denied',
  EIO: 'the disk failed',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
};

/** Why the file system refused, in words. */
export function storageReason(error: unknown): string {
  const code = errorCodeOf(error);
  const words = code === null ? undefined : meanings[code];
  if (words !== undefined) return `${words} (${code})`;
  return error instanceof Error ? error.message : String(error);
}

/** EVIDENCE_UNWRITABLE for whatever was thrown before a change was begun. */
export function writeFailure(path: string, error: unknown): OperatorError {
  return new OperatorError(
    'EVIDENCE_UNWRITABLE',
    {
      what: `Evidence cannot be written to ${path}: ${storageReason(error)}.`,
      now: 'Nothing was changed.',
      next: 'Free space or mend the permissions, or name another file with --evidence.',
    },
    { cause: error },
  );
}

/** EVIDENCE_UNREADABLE for whatever was thrown while reading; a full disk or read-only one is told as what it is. */
export function readFailure(path: string, error: unknown): OperatorError {
  if (['ENOSPC', 'EDQUOT', 'EROFS'].includes(errorCodeOf(error) ?? '')) return writeFailure(path, error);
  return new OperatorError(
    'EVIDENCE_UNREADABLE',
    {
      what: `The evidence in ${path} cannot be read: ${storageReason(error)}.`,
      now: 'Nothing was changed.',
      next: 'Mend the permissions, or name another file with --evidence.',
    },
    { cause: error },
  );
}

/** EVIDENCE_LOST: a change was begun, and the ledger takes no more lines. */
export function lostFailure(path: string, spill: string | null, error: unknown): OperatorError {
  return new OperatorError(
    'EVIDENCE_LOST',
    {
      what: `Evidence can no longer be written to ${path}: ${storageReason(error)}.`,
      now: `A change was begun before that. ${
        spill === null ? 'What followed is on stderr only.' : `What followed is kept in ${spill}.`
      }`,
      next: 'Mend the disk, then run any naver-sms command on this evidence: it takes the spill in and re-reads live state.',
    },
    { cause: error },
  );
}
