import { basename, dirname, join } from 'node:path';

/** Where everything of one evidence root lies. Names inside the root are relative and use forward slashes. */
export interface EvidencePaths {
  /** The folder that holds VALIDATION.md. */
  readonly root: string;
  readonly validation: string;
  readonly validationName: string;
  readonly records: string;
  readonly ledger: string;
  readonly head: string;
  readonly lock: string;
  readonly gitAttributes: string;
}

export const recordsFolder = 'docs/validation';
export const ledgerName = `${recordsFolder}/ledger.jsonl`;
export const headName = `${recordsFolder}/head`;
export const preambleName = `${recordsFolder}/preamble.md`;

/** The paths that belong to an evidence file, given by its absolute path. */
export function evidencePaths(validationFile: string): EvidencePaths {
  const root = dirname(validationFile);
  const records = join(root, recordsFolder);
  return {
    root,
    validation: validationFile,
    validationName: basename(validationFile),
    records,
    ledger: join(root, ledgerName),
    head: join(root, headName),
    lock: join(records, 'ledger.lock'),
    gitAttributes: join(root, '.gitattributes'),
  };
}

/** A name that may become a folder or file inside the root and nothing else: no separators, no leading dot. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/.test(name);
}

/** A path that a ledger line may name: inside the records folder, plain segments only. */
export function isRecordPath(path: string): boolean {
  const segments = path.split('/');
  return path.startsWith(`${recordsFolder}/`) && segments.every(isPlainName);
}
