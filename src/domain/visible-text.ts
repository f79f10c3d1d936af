/**
 * Makes every character visible that could move a cursor, forge a line or hide text (CWE-150): C0, DEL, C1, bidi
 * controls, zero-width characters and the line separators. Log lines and customer names are hostile input.
 */
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what this is for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** One line of text that a terminal shows as it is: `\x1b`, `\u202e`. Newlines become visible too. */
export function visibleText(text: string): string {
  return text.toWellFormed().replace(invisible, escapeCharacter);
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '  ';
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}
