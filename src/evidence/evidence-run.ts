import type { CheckResult } from '../domain/check-result.ts';
import type { JsonValue } from '../domain/json-value.ts';
import type { Span } from '../domain/span.ts';
import type { StepResult } from '../domain/step-result.ts';
import type { Target } from '../domain/target.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { LedgerLine, LineKind } from './ledger-line.ts';

/** What a run is, before its first line. */
export interface RunIdentity {
  readonly run: string;
  readonly command: string;
  readonly target: Target;
  readonly operator: LedgerLine['operator'];
  readonly tool: LedgerLine['tool'];
  readonly clockKind: 'wall' | 'virtual';
}

export interface AppendedLine {
  readonly seq: number;
  /** sha256 (hex) of the raw line with its newline. */
  readonly sha256: string;
}

/** An intent that no outcome or recovery closes. */
export interface DoubtfulIntent {
  readonly seq: number;
  readonly run: string;
  readonly command: string;
  readonly step: string;
  readonly at: string;
  readonly data: JsonValue;
}

/** What the section of a run shows beside what its ledger lines hold. */
export interface SectionSummary {
  readonly verdict: Verdict;
  readonly headline: string;
  readonly exitCode: number;
  readonly steps: readonly StepResult[];
  readonly checks: readonly CheckResult[];
  readonly spans: readonly Span[];
}

export interface RunEnd {
  readonly sectionFile: string;
  readonly lines: number;
  /** sha256 of the last line. */
  readonly head: string;
  readonly isSigned: boolean;
}

/** The ledger of one evidence root, open for one run. Every append is redacted, chained and written before it returns. */
export interface EvidenceRun {
  /** What the root was left with by earlier runs; the next run closes each by a `recovery` line, or leaves it open again. */
  readonly doubtful: readonly DoubtfulIntent[];
  /** The runs that wrote into this ledger before. All of them have ended, since one writes at a time; empty where it spills. */
  readonly earlierRuns: ReadonlySet<string>;
  /** True where lines go to a spill file because the ledger could not be opened (only where allowed). */
  readonly isSpilling: boolean;
  /** Why it spills; null otherwise. */
  readonly spillReason: string | null;
  /** `intent`, `outcome`, `recovery` and `run-started` are fsynced before return; others are written, not fsynced. */
  append(kind: LineKind, step: string, data: JsonValue): AppendedLine;
  /** Sets the number that the following lines carry. */
  setRunNo(runNo: number): void;
  /** The head so far, for the witness. */
  head(): { readonly lines: number; readonly sha256: string };
  /** Writes an attachment into the run's folder and its `artifact` line; the path relative to the root. */
  attach(name: string, bytes: Uint8Array): string;
  /** Writes the section, its line, VALIDATION.md, `run-ended`, the head and its signature; releases the lock. */
  end(summary: SectionSummary): Promise<RunEnd>;
}
