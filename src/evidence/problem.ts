/** Why evidence does not verify: closed, since bin/verify-evidence.sh and the tests speak the same list. */
export type ProblemCode =
  | 'forbidden-byte'
  | 'torn-line'
  | 'not-a-line'
  | 'sequence'
  | 'chain'
  | 'duplicate'
  | 'fork'
  | 'mixed-target'
  | 'run-order'
  | 'clock'
  | 'closing'
  | 'section'
  | 'interrupted-section'
  | 'unbound-text'
  | 'attachment'
  | 'head'
  | 'truncated'
  | 'signature'
  | 'no-ledger';

/** The first thing found wrong. */
export interface Problem {
  readonly code: ProblemCode;
  /** The file it is in, relative to the root. */
  readonly file: string;
  /** The first bad line of the ledger; null where the trouble is not in one line of it. */
  readonly line: number | null;
  readonly sentence: string;
  readonly remedy: string;
}

export const restoreRemedy =
  'Restore the folder from a copy that verifies (git history, a bundle), and keep this one for the inquiry.';
