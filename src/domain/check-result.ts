import type { Verdict } from './verdict.ts';

/** One check or criterion with what was expected and seen. */
export interface CheckResult {
  readonly id: string;
  readonly title: string;
  /** `block`: a verdict other than pass stops a cutover. */
  readonly severity: 'block' | 'warn' | 'info';
  readonly expected: string;
  readonly observed: string;
  readonly verdict: Verdict;
  /** What it was read from: an API call with its request id, a log line, a table item. */
  readonly source: string;
  /** The command that mends it. */
  readonly remedy: string | null;
}
