import type { JsonValue } from '../domain/json-value.ts';
import { OperatorError } from '../errors/operator-error.ts';
import { beginValidation } from './append-section.ts';
import type { EvidenceOptions } from './evidence-options.ts';
import type { EvidencePaths } from './evidence-paths.ts';
import type { DoubtfulIntent } from './evidence-run.ts';
import { type FileSystem, syncDirectory } from './file-system.ts';
import { ensureGitAttributes } from './git-attributes.ts';
import { inspectRoot } from './inspect-root.ts';
import type { LedgerFacts } from './ledger-facts.ts';
import type { LedgerLine } from './ledger-line.ts';
import { type ChainEnd, type LedgerWriter, openLedgerWriter } from './ledger-writer.ts';
import { chainStart, type LineContent, type LineStamp, originOf } from './line-format.ts';
import type { Problem } from './problem.ts';
import { foreignFile } from './refuse-foreign.ts';
import { type Repair, repairFiles } from './repair-root.ts';
import { writeFailure } from './storage-failure.ts';
import { takeInSpills } from './take-in-spills.ts';
import { judgeSignature } from './verify-head.ts';

/** A root that is verified, repaired and ready for the lines of one run. */
export interface OpenedRoot {
  readonly paths: EvidencePaths;
  readonly writer: LedgerWriter;
  readonly doubtful: readonly DoubtfulIntent[];
  readonly earlierRuns: ReadonlySet<string>;
  /** Bytes of VALIDATION.md. */
  readonly validationBytes: number;
  /** Where the lines of this run begin in the ledger. */
  readonly runStart: ChainEnd;
  readonly startedAt: Date;
  readonly startedMonoMs: number;
}

interface Found {
  readonly facts: LedgerFacts | null;
  readonly repairs: readonly Repair[];
  readonly isHeadMissing: boolean;
}

/** Inspects, refuses or repairs, then writes `run-started` and what the repair and the spills have to say. */
export function openRoot(options: EvidenceOptions, files: FileSystem, paths: EvidencePaths): OpenedRoot {
  const found = findRoot(options, files, paths);
  try {
    return beginRun(options, files, paths, found);
  } catch (error) {
    throw error instanceof OperatorError ? error : writeFailure(paths.root, error);
  }
}

function findRoot(options: EvidenceOptions, files: FileSystem, paths: EvidencePaths): Found {
  const root = inspectRoot(files, paths);
  switch (root.state) {
    case 'fresh':
      return { facts: null, repairs: [], isHeadMissing: false };
    case 'foreign':
      throw foreignFile(paths);
    case 'broken':
      throw broken(root.problem);
    case 'whole': {
      const { facts, head } = root;
      if (facts.origin !== null && facts.origin !== originOf(options.identity.target)) {
        throw mixed(paths, facts.origin, options);
      }
      const signature = head ? judgeSignature(head, facts, { text: null, now: options.now() }) : null;
      if (signature && 'code' in signature) throw broken(signature);
      const lastEnd = facts.runs.at(-1)?.end?.line ?? 0;
      const isHeadMissing = lastEnd > 0 && lastEnd === facts.end.lines && (head?.lines ?? 0) < lastEnd;
      return { facts, repairs: repairFiles(files, paths, root), isHeadMissing };
    }
  }
}

function beginRun(
  options: EvidenceOptions,
  files: FileSystem,
  paths: EvidencePaths,
  found: Found,
): OpenedRoot {
  refuseReusedRun(options, found.facts);
  const startedAt = options.now();
  const startedMonoMs = options.monoMs();
  const runStart = found.facts?.end ?? { lines: 0, sha256: chainStart, length: 0 };
  const writer = openLedgerWriter(files, paths.ledger, runStart);
  try {
    syncDirectory(files, paths.records);
    const append = (content: LineContent) => writer.append(stampOf(options, startedMonoMs), content);
    append({ kind: 'run-started', step: 'start', data: startData(found) });
    for (const repair of found.repairs)
      append({ kind: 'recovery', step: 'repair', data: recoveryData(repair) });
    const validationBytes = validationLength(found.facts) ?? beginValidation({ files, paths, append });
    ensureGitAttributes(files, paths);
    const doubtful = takeIn(options, files, { facts: found.facts, append, sync: writer.sync });
    const earlierRuns = new Set(found.facts?.runs.map(({ run }) => run));
    return { paths, writer, doubtful, earlierRuns, validationBytes, runStart, startedAt, startedMonoMs };
  } catch (error) {
    writer.close();
    throw error;
  }
}

function stampOf(options: EvidenceOptions, startedMonoMs: number): LineStamp {
  return {
    identity: options.identity,
    runNo: null,
    at: options.now(),
    monoMs: options.monoMs() - startedMonoMs,
  };
}

/** `missingHead` comes first: verification reads it by that. */
function startData(found: Found): JsonValue {
  return found.isHeadMissing
    ? {
        missingHead: true,
        sentence: 'The run before this one ended, but was stopped before it could write the head.',
      }
    : {};
}

function recoveryData(repair: Repair): JsonValue {
  return { intent: null, found: repair.found, sentence: repair.sentence };
}

/** Null where VALIDATION.md was not begun yet. */
function validationLength(facts: LedgerFacts | null): number | null {
  const last = facts?.sections.at(-1);
  return last ? last.offset + last.length : null;
}

function takeIn(
  options: EvidenceOptions,
  files: FileSystem,
  ledger: {
    readonly facts: LedgerFacts | null;
    readonly append: (content: LineContent) => { readonly seq: number; readonly sha256: string };
    readonly sync: () => void;
  },
): DoubtfulIntent[] {
  const taken = takeInSpills({
    files,
    directory: options.spillDirectory,
    validationFile: options.validationFile,
    target: options.identity.target,
    openIntents: ledger.facts?.openIntents ?? new Map(),
    spilled: ledger.facts?.spilled ?? new Set(),
    append: ledger.append,
    sync: ledger.sync,
  });
  const open = [...(ledger.facts?.openIntents ?? []), ...taken.openIntents];
  return open.filter(([line]) => !taken.closed.has(line)).map(([line, text]) => doubtfulIntent(line, text));
}

function doubtfulIntent(seq: number, text: string): DoubtfulIntent {
  // The grammar was checked; a `spill` line carries the spilled intent as its data's `line`.
  const line = JSON.parse(text) as LedgerLine;
  const carried = line.kind === 'spill' ? spilledLine(line.data) : line;
  const { run, command, step, at, data } = carried ?? line;
  return { seq, run, command, step, at, data };
}

function spilledLine(data: JsonValue): LedgerLine | null {
  if (data === null || typeof data !== 'object' || !('line' in data)) return null;
  // takeInSpills put a whole ledger line there.
  return data.line as unknown as LedgerLine;
}

function refuseReusedRun({ identity }: EvidenceOptions, facts: LedgerFacts | null): void {
  if (!facts?.runs.some((run) => run.run === identity.run)) return;
  throw new OperatorError('BUG', {
    what: `The run id ${identity.run} is already in this ledger.`,
    now: 'Nothing was changed.',
    next: 'Report this with --debug.',
  });
}

function broken(problem: Problem): OperatorError {
  return new OperatorError('EVIDENCE_BROKEN', {
    what: `The evidence does not verify. ${problem.sentence}`,
    now: 'Nothing was changed.',
    next: problem.remedy,
  });
}

function mixed(paths: EvidencePaths, origin: string, { identity }: EvidenceOptions): OperatorError {
  const { kind, account, region } = identity.target;
  return new OperatorError('EVIDENCE_MIXED_TARGETS', {
    what: `${paths.validation} holds evidence of ${origin}; this run is against ${kind} ${account} ${region}.`,
    now: 'Nothing was changed.',
    next: 'Name another file with --evidence.',
  });
}
