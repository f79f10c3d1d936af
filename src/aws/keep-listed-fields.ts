/* Keeps the allow-listed fields of a call's input or output, and names the others without their values. */
import { createHash } from 'node:crypto';
import type { JsonValue } from '../domain/json-value.ts';

/** `true` keeps a value whole; an object goes on inside it (and inside each element of an array). */
export type FieldList = { readonly [field: string]: true | FieldList };

/** The key under which a record says what it left out. */
export const droppedKey = '(dropped)';

/** The listed fields as JSON; field names that are not listed go into `(dropped)`. */
export function keepListedFields(value: unknown, fields: FieldList): JsonValue {
  if (Array.isArray(value)) return value.map((element) => keepListedFields(element, fields));
  if (typeof value !== 'object' || value === null) return toJson(value);
  const kept: Record<string, JsonValue> = {};
  const dropped: string[] = [];
  for (const [field, content] of Object.entries(value)) {
    if (field === '$metadata' || content === undefined) continue;
    const list = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (list === undefined) dropped.push(field);
    else kept[field] = list === true ? toJson(content) : keepListedFields(content, list);
  }
  return dropped.length === 0 ? kept : { ...kept, [droppedKey]: dropped.sort() };
}

function toJson(value: unknown): JsonValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return bytesAsJson(value);
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object') return null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([field, content]) => field !== '$metadata' && content !== undefined)
      .map(([field, content]) => [field, toJson(content)]),
  );
}

/** Bytes that are JSON (an Invoke payload) read better as such; others are named by size and digest. */
function bytesAsJson(bytes: Uint8Array): JsonValue {
  try {
    return toJson(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return { bytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') };
  }
}
