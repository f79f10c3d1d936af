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
  /** Further fields of the --json document, by command. */
  readonly data: Readonly<Record<string, unknown>>;
}
