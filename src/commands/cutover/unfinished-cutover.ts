/* Finds in the ledger the cutover that began and was never brought to an end. */
import type { LiveState } from '../../domain/fingerprint.ts';
import type { CutoverPlan } from '../../domain/plan.ts';
import { evidencePaths } from '../../evidence/evidence-paths.ts';
import { realFileSystem } from '../../evidence/file-system.ts';
import { readLines } from '../../evidence/read-lines.ts';
import { type CutoverLine, cutoverLineSchema } from './cutover-record.ts';

export interface UnfinishedCutover {
  /** The runs that worked on it, oldest first: any of them may still hold the lock. */
  readonly runs: readonly string[];
  readonly plan: CutoverPlan;
  readonly hash: string;
  readonly live: LiveState;
  /** When the rule was first to be enabled, UTC milliseconds; null where it never came to that. */
  readonly enabledAtMs: number | null;
}

/** The unfinished cutover of this evidence root; null where there is none. The current run is left out. */
export function readUnfinished(validationFile: string, currentRun: string): UnfinishedCutover | null {
  const lines: CutoverLine[] = [];
  readLines(realFileSystem, evidencePaths(validationFile).ledger, (raw) => {
    const line = parseCutoverLine(raw.toString('utf8'));
    if (line && line.run !== currentRun) lines.push(line);
    return true;
  });
  return findUnfinished(lines);
}

/**
 * Walks the lines in order. A plan opens a cutover, or continues the one that it resumes; an end that is not
 * `isUnfinished` closes it. What was refused before it had a plan leaves an earlier one as it was.
 */
export function findUnfinished(lines: readonly CutoverLine[]): UnfinishedCutover | null {
  let open: UnfinishedCutover | null = null;
  for (const line of lines) open = follow(open, line);
  return open;
}

function follow(open: UnfinishedCutover | null, line: CutoverLine): UnfinishedCutover | null {
  if (line.step === 'cutover-plan') return opened(open, line);
  const isOurs = open?.runs.includes(line.run) ?? false;
  if (line.step === 'enable') {
    return open && isOurs ? { ...open, enabledAtMs: open.enabledAtMs ?? Date.parse(line.at) } : open;
  }
  const resumesOurs = line.data.resumes !== null && (open?.runs.includes(line.data.resumes) ?? false);
  return (isOurs || resumesOurs) && !line.data.isUnfinished ? null : open;
}

function opened(
  open: UnfinishedCutover | null,
  { run, data }: Extract<CutoverLine, { step: 'cutover-plan' }>,
): UnfinishedCutover {
  const { plan, hash, live, resumes } = data;
  const isContinued = open !== null && resumes !== null && open.runs.includes(resumes);
  if (isContinued) return { ...open, runs: [...open.runs, run] };
  return { runs: [run], plan, hash, live, enabledAtMs: null };
}

/** Null where the line is no line of a cutover. */
export function parseCutoverLine(text: string): CutoverLine | null {
  if (!text.includes('"command":"cutover"')) return null;
  try {
    const parsed = cutoverLineSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
