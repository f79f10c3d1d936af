import type { ReleaseCause } from '../../src/domain/send-outcome.ts';
import type { Claim } from '../claim/claim-item.ts';

/** Why a due message was not this run's to send. */
export type SkipReason =
  /** Another run has it in hand. */
  | 'taken'
  | 'accepted-before'
  | 'undelivered-before'
  | 'refused-before'
  | 'in-doubt-before'
  | 'missed-before'
  /** Its claim is malformed: nobody knows what became of it. */
  | 'claim-unreadable'
  /** Its row is no longer as the rules saw it, and nobody has it: the next run decides anew. */
  | 'row-changed';

/** How one due message ended in this run. */
export type SendEnd =
  | { readonly state: 'accepted' }
  /** `likeness`: equal for answers that refuse for the same reason. */
  | { readonly state: 'refused'; readonly claim: Claim; readonly reason: string; readonly likeness: string }
  | InDoubt
  | {
      readonly state: 'released';
      readonly reason: string;
      readonly cause: ReleaseCause;
      /** What SENS asked to wait, milliseconds; null if it did not ask. */
      readonly retryAfterMs: number | null;
    }
  /** Released, since no message may leave any more. */
  | { readonly state: 'forbidden'; readonly reason: string }
  | { readonly state: 'skipped'; readonly reason: SkipReason };

export interface InDoubt {
  readonly state: 'in-doubt';
  readonly claim: Claim;
  readonly reason: string;
  /** True: SENS would answer every further send of this run in the same way. */
  readonly isAboutAccount: boolean;
  /** Null: the answer is not comparable with others. */
  readonly likeness: string | null;
  /** What SENS answered is known, and a table did not take it. The run cannot go on. */
  readonly cause?: unknown;
}
