import { ledgerName } from './evidence-paths.ts';
import { createFactsKeeper } from './keep-facts.ts';
import type { LedgerFacts } from './ledger-facts.ts';
import { chainStart, type LineFrame, readFrame, sha256 } from './line-format.ts';
import { type Problem, restoreRemedy } from './problem.ts';

/*
 * Judges a ledger line by line over raw bytes, without I/O: grammar, numbers, chain, one target, one run at a time,
 * monotonic time within a run, one closing per intent. Stops at the first bad line.
 */

export interface LedgerJudge {
  /** Takes the next raw line with its newline; false: a problem is known and no more is needed. */
  take(line: Buffer): boolean;
  /** Call after the last line. `headHash`: what the head says of line `lines`, to tell which of two lines changed. */
  finish(headHash: string | null): {
    readonly facts: LedgerFacts;
    readonly problem: Problem | null;
    /** `prev` of the line where the chain broke: where it is an earlier line's digest, this is a fork. */
    readonly strayPrev: { readonly line: number; readonly prev: string; readonly sha256: string } | null;
  };
}

interface Place {
  readonly frame: LineFrame;
  readonly sha256: string;
}

/** `wanted`: numbers of lines whose digests the caller will ask for (the head's, a witness's). */
export function createLedgerJudge(wanted: ReadonlySet<number>): LedgerJudge {
  const keeper = createFactsKeeper(wanted);
  let last: Place | null = null;
  let problem: Problem | null = null;
  let suspect: Place | null = null;
  let stray: { line: number; prev: string; sha256: string } | null = null;

  const judge = (raw: Buffer): void => {
    const line = keeper.lines() + 1;
    const text = raw.toString('utf8', 0, raw.length - 1);
    const frame = forbiddenByte(raw, line) ?? readFrame(text) ?? notALine(line);
    if ('code' in frame) {
      problem = frame;
      return;
    }
    const place: Place = { frame, sha256: sha256(raw) };
    problem = numberProblem(frame, line) ?? null;
    if (problem) {
      stray = { line, prev: frame.prev, sha256: place.sha256 };
      return;
    }
    if (frame.prev !== (last?.sha256 ?? chainStart)) {
      suspect = place;
      stray = { line, prev: frame.prev, sha256: place.sha256 };
      return;
    }
    problem =
      orderProblem(frame, last?.frame ?? null, keeper.origin()) ??
      keeper.take({ frame, text, sha256: place.sha256, length: raw.length });
    last = place;
  };

  return {
    take: (raw) => {
      if (suspect) {
        problem = chainProblem(suspect, readFrame(raw.toString('utf8', 0, raw.length - 1))?.prev ?? null);
        suspect = null;
      } else {
        judge(raw);
      }
      return problem === null;
    },
    finish: (headHash) => {
      if (suspect) problem = chainProblem(suspect, headHash);
      return { facts: keeper.facts(), problem, strayPrev: stray };
    },
  };
}

function forbiddenByte(raw: Buffer, line: number): Problem | null {
  const found = raw.includes(0)
    ? 'a NUL byte'
    : raw.includes(0x0d)
      ? 'a carriage return'
      : raw.length > 2 && raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf
        ? 'a byte order mark'
        : null;
  return found === null
    ? null
    : ledgerProblem('forbidden-byte', line, `Line ${line} holds ${found}, which this tool never writes.`);
}

function notALine(line: number): Problem {
  return ledgerProblem('not-a-line', line, `Line ${line} is not a ledger line of this format.`);
}

function numberProblem(frame: LineFrame, line: number): Problem | null {
  if (frame.seq === line) return null;
  return ledgerProblem(
    'sequence',
    line,
    `Line ${line} says that it is number ${frame.seq}: lines were removed, added, repeated or swapped.`,
  );
}

/** The chain broke before `suspect`. If what comes after still fits it, the line before it was changed; else it was. */
function chainProblem(suspect: Place, followingPrev: string | null): Problem {
  const { seq } = suspect.frame;
  const isSuspectIntact = followingPrev === suspect.sha256;
  const bad = isSuspectIntact || followingPrev === null ? Math.max(1, seq - 1) : seq;
  return ledgerProblem(
    'chain',
    bad,
    seq === 1
      ? 'Line 1 does not begin a chain: what stood before it is gone, or it was changed.'
      : `Line ${bad} was changed after it was written: line ${seq} was chained to other bytes than line ${seq - 1} has now.`,
  );
}

function orderProblem(frame: LineFrame, before: LineFrame | null, origin: string | null): Problem | null {
  const line = frame.seq;
  if (origin !== null && frame.origin !== origin) {
    return ledgerProblem(
      'mixed-target',
      line,
      `Line ${line} is of another target, account or region than line 1.`,
    );
  }
  const isNewRun = before === null || before.run !== frame.run;
  if (isNewRun && frame.kind !== 'run-started') {
    return ledgerProblem(
      'run-order',
      line,
      `Line ${line} begins run ${frame.run} without a run-started line.`,
    );
  }
  if (!isNewRun && before.kind === 'run-ended') {
    return ledgerProblem(
      'run-order',
      line,
      `Line ${line} belongs to run ${frame.run}, which line ${line - 1} ended.`,
    );
  }
  if (!isNewRun && frame.mono < before.mono) {
    return ledgerProblem(
      'clock',
      line,
      `Line ${line} was written ${before.mono - frame.mono} ms before the line above it, by one monotonic clock.`,
    );
  }
  return null;
}

function ledgerProblem(code: Problem['code'], line: number, sentence: string): Problem {
  return { code, file: ledgerName, line, sentence, remedy: restoreRemedy };
}
