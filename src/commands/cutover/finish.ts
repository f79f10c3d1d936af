/* The last line of a cutover in the ledger, and its answer. */
import type { Verdict } from '../../domain/verdict.ts';
import type { ExitCode } from '../../errors/exit-codes.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import type { Toolbox } from '../toolbox.ts';
import { type CutoverEnd, recordEnd } from './cutover-record.ts';
import { resumedRun, type Story } from './story.ts';

export interface Ending extends Pick<CutoverEnd, 'outcome' | 'isUnfinished'> {
  readonly exitCode: ExitCode;
  readonly verdict: Verdict;
  readonly headline: string;
  readonly next: readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Throws EVIDENCE_LOST where the rule may have been changed and its end cannot be written down. */
export function finish(toolbox: Toolbox, story: Story, ending: Ending): CommandResult {
  const { outcome, isUnfinished, exitCode, verdict, headline, next, data } = ending;
  try {
    recordEnd(toolbox, { outcome, isUnfinished, reason: headline, resumes: resumedRun(story) });
  } catch (cause) {
    if (!story.mayHaveEnabled) throw cause;
    throw lost(headline, next, cause);
  }
  const { steps, checks, spans, generation, lock } = story;
  const told = { outcome, generation, lockHeldUntil: lock?.expiresAt ?? null };
  return { exitCode, verdict, headline, steps, checks, spans, next, data: { ...told, ...data } };
}

function lost(headline: string, next: readonly string[], cause: unknown): OperatorError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new OperatorError(
    'EVIDENCE_LOST',
    {
      what: `How this cutover ended could not be written down (${why}).`,
      now: headline,
      next: `Free space, then: ${next.at(-1) ?? 'naver-sms evidence verify'}`,
    },
    { cause },
  );
}
