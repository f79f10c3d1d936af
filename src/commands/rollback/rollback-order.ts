/** What is asked of a rollback, and what it reports. Cutover uses the same two for its automatic rollback. */
import type { CommandResult } from '../../reporting/command-result.ts';
import type { Moment } from './moment.ts';

export interface RollbackOrder {
  /** Live names in production; the drill target's names in a drill. */
  readonly rule: string;
  readonly function: string;
  readonly occasion: 'operator' | 'automatic' | 'drill';
  /** Goes into the stop item, where the next captain reads it. */
  readonly why: string;
  readonly timeline: RollbackTimeline;
  /** When the rollback began; absent: now. */
  readonly started?: Moment;
  /** What the operator asserted and nobody can use, as sentences: it never stops a lever, it only spoils the verdict. */
  readonly unusableClaims: readonly string[];
  /** False where the caller announces by itself. */
  readonly announce: boolean;
  /** Enable the legacy rule once drained. */
  readonly enableLegacy: boolean;
}

/** When it began and who says so. Null: nobody measured or asserted it, so its span is not measured either. */
export interface RollbackTimeline {
  readonly troubleAt: TimelinePoint | null;
  readonly detectedAt: TimelinePoint | null;
  readonly decidedAt: TimelinePoint | null;
}

export interface TimelinePoint {
  readonly at: Date;
  /** `claimed`: a person asserted it. */
  readonly basis: 'observed' | 'claimed';
}

export const emptyTimeline: RollbackTimeline = { troubleAt: null, detectedAt: null, decidedAt: null };

/**
 * A rollback's answer. `exitCode`: 0 all proven, 5 nothing could be changed, 6 acted but not all proven or too slow, 7 partly,
 * 130 interrupted.
 */
export interface RollbackReport extends CommandResult {
  /** `rolled-back`: every proof is there (it may still have been too slow, or its evidence spilled). */
  readonly state: 'rolled-back' | 'unproven' | 'partly' | 'nothing' | 'dry-run';
  readonly proof: RollbackProof;
  /** Start of the rollback -> no message can leave; null where silence was not proven. Milliseconds. */
  readonly fiveMinuteMs: number | null;
  /** The clock of that figure. */
  readonly timebase: 'real' | 'wall' | 'virtual';
}

/** UTC ISO times of the three proofs; null where one is missing, with the reason. */
export interface RollbackProof {
  readonly stoppedAt: string | null;
  readonly silentAt: string | null;
  readonly drainedAt: string | null;
  readonly silentBecause: string;
  readonly drainedBecause: string;
}
