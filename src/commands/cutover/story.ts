/* What happened so far in a cutover: kept while it runs, so that any ending can tell all of it. */
import type { CheckResult } from '../../domain/check-result.ts';
import type { LockItem } from '../../domain/control-item.ts';
import type { Span } from '../../domain/span.ts';
import type { StepResult } from '../../domain/step-result.ts';
import type { UnfinishedCutover } from './unfinished-cutover.ts';

export interface Story {
  readonly steps: StepResult[];
  /** The latest checks: those of preflight, then those of each verification instead. */
  checks: readonly CheckResult[];
  spans: readonly Span[];
  /** The generation at the start; null until it was read. */
  generation: number | null;
  /** The lock that is ours; null while it is not held. */
  lock: LockItem | null;
  /** True from the moment in which the rule may have been enabled by this cutover, in this run or an earlier one. */
  mayHaveEnabled: boolean;
  /** True once this very run called EnableRule: only then may it take that back. */
  hasCalledEnable: boolean;
  /** True once the rule is on and ticks are awaited. */
  isProving: boolean;
  /** The cutover that is resumed; null for a fresh one. */
  readonly resumed: UnfinishedCutover | null;
}

export function newStory(resumed: UnfinishedCutover | null): Story {
  return {
    steps: [],
    checks: [],
    spans: [],
    generation: null,
    lock: null,
    mayHaveEnabled: resumed !== null && resumed.enabledAtMs !== null,
    hasCalledEnable: false,
    isProving: false,
    resumed,
  };
}

/** The run that this cutover takes up; null for a fresh one. */
export function resumedRun({ resumed }: Story): string | null {
  return resumed?.runs.at(-1) ?? null;
}
