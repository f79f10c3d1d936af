import { join } from 'node:path';
import type { Verdict } from '../domain/verdict.ts';
import { evidencePaths } from './evidence-paths.ts';
import { type FileSystem, readIfThere, realFileSystem } from './file-system.ts';
import type { LedgerLine } from './ledger-line.ts';
import { readLines } from './read-lines.ts';
import { parseLine } from './read-run-lines.ts';

/*
 * Reads a ledger for showing and for gates. It does not verify: call `verifyRoot` first, and trust nothing else.
 */

/** One run of a ledger. */
export interface RunEntry {
  readonly run: string;
  readonly runNo: number | null;
  readonly command: string;
  readonly target: LedgerLine['target'];
  readonly account: string;
  readonly region: string;
  readonly operator: LedgerLine['operator'];
  readonly startedAt: string;
  readonly firstLine: number;
  readonly lastLine: number;
  /** Null where the run never ended. */
  readonly end: {
    readonly at: string;
    readonly exitCode: number;
    readonly verdict: Verdict;
    readonly headline: string;
  } | null;
  /** Its section, relative to the root; null where it has none. */
  readonly sectionFile: string | null;
}

/** Every run in ledger order; empty where there is no ledger. */
export function listRuns(validationFile: string, files: FileSystem = realFileSystem): RunEntry[] {
  const runs: RunEntry[] = [];
  for (const line of readLedger(validationFile, files)) {
    const current = runs.at(-1);
    if (current?.run === line.run) runs[runs.length - 1] = continued(current, line);
    else runs.push(continued(begun(line), line));
  }
  return runs;
}

/** All ledger lines in order; empty where there is no ledger. A last line that was cut off is left out. */
export function readLedger(validationFile: string, files: FileSystem = realFileSystem): LedgerLine[] {
  const lines: LedgerLine[] = [];
  readLines(files, evidencePaths(validationFile).ledger, (raw) => lines.push(parseLine(raw)) > 0);
  return lines;
}

/** The section of a run as text; null where the run has none. */
export function readRunSection(
  validationFile: string,
  entry: RunEntry,
  files = realFileSystem,
): string | null {
  if (entry.sectionFile === null) return null;
  const path = join(evidencePaths(validationFile).root, entry.sectionFile);
  return readIfThere(files, path)?.toString('utf8') ?? null;
}

function begun(line: LedgerLine): RunEntry {
  const { run, runNo, command, target, account, region, operator } = line;
  return {
    run,
    runNo,
    command,
    target,
    account,
    region,
    operator,
    startedAt: line.at,
    firstLine: line.seq,
    lastLine: line.seq,
    end: null,
    sectionFile: null,
  };
}

function continued(entry: RunEntry, line: LedgerLine): RunEntry {
  const next = { ...entry, lastLine: line.seq, runNo: line.runNo ?? entry.runNo };
  if (line.kind === 'run-ended') return { ...next, end: endOf(line) };
  if (line.kind !== 'section') return next;
  // The preamble is a section too, and belongs to no run in particular.
  const file = fieldOf(line, 'file');
  return typeof file === 'string' && file.endsWith('/section.md') ? { ...next, sectionFile: file } : next;
}

function endOf(line: LedgerLine): RunEntry['end'] {
  // endRun wrote these fields in these types.
  const data = line.data as unknown as { exitCode: number; verdict: Verdict; headline: string };
  return { at: line.at, exitCode: data.exitCode, verdict: data.verdict, headline: data.headline };
}

function fieldOf(line: LedgerLine, name: string): unknown {
  const fields = line.data !== null && typeof line.data === 'object' ? Object.entries(line.data) : [];
  return fields.find(([key]) => key === name)?.[1];
}
