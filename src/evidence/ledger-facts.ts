import type { JsonValue } from '../domain/json-value.ts';
import type { ChainEnd } from './ledger-writer.ts';

/** A `section` line: some bytes of VALIDATION.md and the file they came from. */
export interface SectionRef {
  readonly line: number;
  readonly run: string;
  readonly file: string;
  readonly offset: number;
  readonly length: number;
  readonly sha256: string;
}

/** An `artifact` line. */
export interface ArtifactRef {
  readonly line: number;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The lines that one run wrote; they are never interleaved with another's. */
export interface RunFacts {
  readonly run: string;
  readonly runNo: number | null;
  readonly firstLine: number;
  readonly lastLine: number;
  /** The raw data of its `run-ended` line; null where it never ended. */
  readonly end: { readonly line: number; readonly data: string; readonly signer: string | null } | null;
}

/** Something odd that the chain cannot judge. `doubt`: timing or numbering that honest runs do not produce. */
export interface Finding {
  readonly level: 'notice' | 'doubt';
  readonly line: number | null;
  readonly sentence: string;
}

/** What a whole ledger says, as far as it was judged. */
export interface LedgerFacts {
  readonly end: ChainEnd;
  /** Target, account and region as every line spells them; null without lines. */
  readonly origin: string | null;
  readonly sections: readonly SectionRef[];
  readonly artifacts: readonly ArtifactRef[];
  readonly runs: readonly RunFacts[];
  /** Intents without outcome or recovery: ledger line number -> the raw line. */
  readonly openIntents: ReadonlyMap<number, string>;
  /** Digests of the spilled lines that were taken in. */
  readonly spilled: ReadonlySet<string>;
  /** Files with cut-off lines that a `recovery` line tells of. */
  readonly setAside: ReadonlySet<string>;
  /** The last `run-ended` line after which another run went on without saying that the head was missing; 0 = none. */
  readonly headOwedTo: number;
  /** sha256 of the lines that were asked for. */
  readonly hashes: ReadonlyMap<number, string>;
  readonly findings: readonly Finding[];
}

/** Data that the writer made: parsed at the boundary, shaped by the grammar that was checked before. */
export function parseData(text: string): JsonValue {
  return JSON.parse(text) as JsonValue;
}
