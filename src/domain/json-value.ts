/** Anything that JSON can hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** A value as JSON has it: what JSON cannot hold is left out, as JSON.stringify does; undefined itself is null. */
export function toJsonValue(value: unknown): JsonValue {
  const text = JSON.stringify(value);
  // JSON.parse gives nothing but JSON values.
  return text === undefined ? null : (JSON.parse(text) as JsonValue);
}
