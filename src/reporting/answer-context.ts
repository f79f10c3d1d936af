import type { Target } from '../domain/target.ts';

/** What the answer says beside the command's own result. */
export interface AnswerContext {
  /** The words of the command, as `delivery stop`. */
  readonly command: string;
  readonly run: string;
  /** Null = unnumbered: no gate accepts it. */
  readonly runNo: number | null;
  /** Null for a command that calls nobody. */
  readonly target: Target | null;
  /** UTC ISO, by the injected clock. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** Null for a command that keeps no evidence. */
  readonly evidence: EvidencePlace | null;
}

export interface EvidencePlace {
  /** Path of VALIDATION.md as the operator would type it. */
  readonly file: string;
  /** The section's file; where it spilled, the file of the spill. Null where none was written. */
  readonly section: string | null;
  /** `spilled`: the ledger could not be written; the lines are in `section`, and on stderr where that is null. */
  readonly state: 'signed' | 'unsigned' | 'spilled';
  /** Why it spilled; null otherwise. */
  readonly reason: string | null;
}
