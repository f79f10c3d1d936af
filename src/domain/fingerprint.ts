/*
 * The fingerprint of live state: what preflight saw, as canonical JSON and its sha256, so that a plan is applied only
 * to the world it was made for.
 */
import { createHash } from 'node:crypto';
import type { JsonValue } from './json-value.ts';

/** The parts of the live state by name, each exactly as it was read. */
export type LiveState = Readonly<Record<string, JsonValue>>;

/** sha256 (hex) over the canonical JSON of the live state. */
export function fingerprintOf(state: LiveState): string {
  return sha256(canonicalJson(state));
}

/** The names of the parts in which two states differ, sorted; parts that only one of them has are among them. */
export function differingParts(before: LiveState, after: LiveState): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isSame(before[name], after[name])).sort();
}

/** JSON with the keys of every object sorted by code unit and no white space: equal values give equal text. */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
}

function isSame(before: JsonValue | undefined, after: JsonValue | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return canonicalJson(before) === canonicalJson(after);
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
