import type { JsonValue } from '../domain/json-value.ts';
import type { TargetKind } from '../domain/target.ts';

export const lineKinds = [
  'run-started',
  'intent',
  'outcome',
  'observation',
  'verdict',
  'note',
  'approval',
  'artifact',
  'section',
  'spill',
  'recovery',
  'run-ended',
] as const;

export type LineKind = (typeof lineKinds)[number];

/** One line of docs/validation/ledger.jsonl, in the key order in which it is written. */
export interface LedgerLine {
  readonly v: 1;
  readonly seq: number;
  /** UTC, ISO 8601 with milliseconds. */
  readonly at: string;
  readonly clock: 'wall' | 'virtual';
  /** Milliseconds since the run began, always real. */
  readonly mono: number;
  readonly run: string;
  /** Null until the control table gave a number, and for the whole run where it did not. */
  readonly runNo: number | null;
  readonly target: TargetKind;
  readonly account: string;
  readonly region: string;
  readonly operator: { readonly arn: string | null; readonly claimed: string | null };
  readonly tool: { readonly version: string; readonly commit: string; readonly bundleSha256: string };
  readonly kind: LineKind;
  readonly command: string;
  readonly step: string;
  readonly data: JsonValue;
  /** sha256 (hex) of the previous raw line with its newline; the first line has 64 zeros. */
  readonly prev: string;
}
