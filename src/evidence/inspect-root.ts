import { join } from 'node:path';
import { type EvidencePaths, headName, ledgerName, recordsFolder } from './evidence-paths.ts';
import { errorCodeOf, type FileSystem, readIfThere } from './file-system.ts';
import { findFork } from './find-fork.ts';
import { type Head, readHead } from './head-file.ts';
import type { LedgerFacts } from './ledger-facts.ts';
import { preambleBytes } from './preamble.ts';
import { type Problem, restoreRemedy } from './problem.ts';
import { readLines } from './read-lines.ts';
import { judgeHead, judgeWitness, type Witness } from './verify-head.ts';
import { createLedgerJudge } from './verify-ledger.ts';
import { type InterruptedSection, judgeArtifacts, judgeSections } from './verify-sections.ts';

/** What is on disk of an evidence root, judged but for the signature. Nothing is written. */
export type RootInspection =
  /** No ledger; VALIDATION.md is absent or holds the preamble alone. */
  | { readonly state: 'fresh'; readonly hasPreamble: boolean }
  /** VALIDATION.md was not begun by this tool, and there is no ledger. */
  | { readonly state: 'foreign' }
  | { readonly state: 'broken'; readonly problem: Problem }
  | {
      readonly state: 'whole';
      readonly facts: LedgerFacts;
      readonly head: Head | null;
      /** Bytes after the last newline of the ledger: a write that was cut off. */
      readonly torn: Buffer;
      readonly interrupted: InterruptedSection | null;
    };

/** Reads everything once. Throws what the file system throws. */
export function inspectRoot(
  files: FileSystem,
  paths: EvidencePaths,
  witnesses: readonly Witness[] = [],
): RootInspection {
  const heads = readHeads(files, paths);
  if ('code' in heads) return { state: 'broken', problem: heads };
  const seen = [...witnesses, ...heads.others];
  const wanted = new Set([...seen.map((witness) => witness.lines), heads.own?.lines ?? 0]);
  const judge = createLedgerJudge(wanted);
  const read = readLines(files, paths.ledger, (line) => judge.take(line));
  if (read.wholeBytes === 0 && read.torn.length === 0) return withoutLedger(files, paths, heads.own);
  const verdict = judge.finish(heads.own?.sha256 ?? null);
  if (verdict.problem) {
    const fork = verdict.strayPrev ? findFork(files, paths.ledger, verdict.strayPrev) : null;
    return { state: 'broken', problem: fork ?? verdict.problem };
  }
  const { facts } = verdict;
  const sections = judgeSections(files, paths, facts);
  const problem =
    judgeHead(heads.own, facts) ??
    seen.map((witness) => judgeWitness(witness, facts)).find((found) => found !== null) ??
    sections.problem ??
    judgeArtifacts(files, paths, facts.artifacts);
  if (problem) return { state: 'broken', problem };
  return { state: 'whole', facts, head: heads.own, torn: read.torn, interrupted: sections.interrupted };
}

function withoutLedger(files: FileSystem, paths: EvidencePaths, head: Head | null): RootInspection {
  if (head) {
    return {
      state: 'broken',
      problem: {
        code: 'no-ledger',
        file: ledgerName,
        line: null,
        sentence: `The head says that there are ${head.lines} lines, but the ledger is missing.`,
        remedy: restoreRemedy,
      },
    };
  }
  const validation = readIfThere(files, paths.validation);
  if (validation === null) return { state: 'fresh', hasPreamble: false };
  return validation.equals(preambleBytes) ? { state: 'fresh', hasPreamble: true } : { state: 'foreign' };
}

/** The head, and any other copy of a head that a merge or a second captain left beside it. */
function readHeads(
  files: FileSystem,
  paths: EvidencePaths,
): { readonly own: Head | null; readonly others: readonly Witness[] } | Problem {
  const bytes = readIfThere(files, paths.head);
  const own = bytes ? readHead(bytes) : null;
  if (own && 'code' in own) return own;
  const others: Witness[] = [];
  for (const name of otherHeadNames(files, paths)) {
    const head = readHead(files.readFileSync(join(paths.records, name)), `${recordsFolder}/${name}`);
    if ('code' in head) return head;
    others.push({ lines: head.lines, sha256: head.sha256, source: `${recordsFolder}/${name}` });
  }
  return { own, others };
}

/** `head.tmp` is ours: the rename that would have made it the head did not happen. */
function otherHeadNames(files: FileSystem, paths: EvidencePaths): string[] {
  try {
    return files
      .readdirSync(paths.records)
      .filter((name) => /^head[.~_ -]/.test(name) && `${recordsFolder}/${name}` !== `${headName}.tmp`)
      .sort();
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT' || errorCodeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}
