import type { FileSystem } from './file-system.ts';
import type { LedgerLine } from './ledger-line.ts';
import { readLines } from './read-lines.ts';

/** The ledger's lines from a byte on, parsed. The caller has verified the ledger, or written the lines itself. */
export function readRunLines(files: FileSystem, ledger: string, from: number): LedgerLine[] {
  const lines: LedgerLine[] = [];
  readLines(files, ledger, (raw) => lines.push(parseLine(raw)) > 0, from);
  return lines;
}

/** One raw ledger line whose grammar was checked before. */
export function parseLine(raw: Uint8Array): LedgerLine {
  return JSON.parse(Buffer.from(raw).toString('utf8')) as LedgerLine;
}
