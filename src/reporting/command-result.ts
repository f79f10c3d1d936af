import type { CheckResult } from '../domain/check-result.ts';
import type { Span } from '../domain/span.ts';
import type { StepResult } from '../domain/step-result.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { ExitCode } from '../errors/exit-codes.ts';

/** What a command returns: the answer, before anybody prints it. */
export interface CommandResult {
  readonly exitCode: ExitCode;
  readonly verdict: Verdict;
  /** One sentence: the most useful thing to know. */
  readonly headline: string;
  readonly steps: readonly StepResult[];
  readonly checks: readonly CheckResult[];
  readonly spans: readonly Span[];
  /** The commands that may follow, most useful last. */
  readonly next: readonly string[];
  /** Shown under the headline; absent for most commands. */
  readonly table?: AnswerTable;
  /** Further fields of the --json document, by command. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** A table for a terminal, at most 78 columns wide, with what its cells cannot say in sentences under it. */
export interface AnswerTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly AnswerCell[])[];
  readonly notes: readonly { readonly state: Verdict['state']; readonly text: string }[];
  /** How to read it. */
  readonly legend: readonly string[];
}

export interface AnswerCell {
  readonly text: string;
  /** Null for a name: it is neither good nor bad. */
  readonly state: Verdict['state'] | null;
}
