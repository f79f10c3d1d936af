/*
 * JSON.stringify escapes C0 alone. C1 controls (0x9b starts an escape sequence on many terminals), bidi controls and
 * line separators pass through it, so a log line could forge what a terminal shows. These are valid as \u escapes too.
 */
const unsafeInJson =
  /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;

/** JSON that parses to the same value and shows nothing but printable characters. */
export function safeJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(unsafeInJson, escapeUnits);
}

function escapeUnits(text: string): string {
  return text
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
