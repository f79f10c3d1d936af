import type { JsonValue } from '../domain/json-value.ts';
import { redacted, redactText } from './redact-text.ts';

/** Fields whose value is a secret whatever its shape. */
const secretField =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookies?|password|passwd|secret|secret_?(?:string|binary|access_?key|key)|(?:session_?)?token|access_?key(?:_?id)?|bot_?token|x-amz-security-token|x-amz-signature|x-ncp-.*|nid_[a-z]+|.*_(?:password|secret|token|secret_key|access_key))$/i;

/** A name beside a value, as WebDriver cookies and HTTP header lists have it. */
const secretName = /^(?:NID_[A-Z]+|(?:proxy-)?authorization|(?:set-)?cookie)$/i;

/** The value with the sweep applied to every string and every key, at any depth. Numbers, booleans and nulls stay. */
export function redactValue(value: JsonValue): JsonValue {
  if (typeof value === 'string') return redactDocument(value);
  if (Array.isArray(value)) return value.map(redactValue);
  if (value !== null && typeof value === 'object') return redactObject(value);
  return value;
}

type JsonObject = { readonly [key: string]: JsonValue };

function redactObject(value: JsonValue): JsonValue {
  // Narrowed by the caller: neither null nor an array. TypeScript cannot exclude a readonly array here.
  const fields = Object.entries(value as JsonObject).filter(([, field]) => field !== undefined);
  const name = fields.find(([key]) => /^(?:name|key)$/i.test(key))?.[1];
  const holdsSecret = typeof name === 'string' && secretName.test(name);
  return Object.fromEntries(
    fields.map(([key, field]) => [redactText(key), redactField(key, field, holdsSecret)]),
  );
}

function redactField(key: string, field: JsonValue, holdsSecret: boolean): JsonValue {
  const isSecret = secretField.test(key) || (holdsSecret && /^values?$/i.test(key));
  if (isSecret && field !== null && typeof field !== 'boolean' && field !== '') return redacted;
  return redactValue(field);
}

/** A whole text. JSON in it (the session's cookies, a Lambda's log line) is looked into before the text is swept. */
export function redactDocument(text: string): string {
  const inner = parsedObject(text);
  if (inner === null) return redactText(text);
  const before = JSON.stringify(inner);
  const after = JSON.stringify(redactValue(inner));
  return redactText(before === after ? text : after);
}

function parsedObject(text: string): JsonValue | null {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    // JSON.parse gives JSON values and nothing else.
    return JSON.parse(text) as JsonValue;
  } catch {
    return null;
  }
}
