/*
 * Makes invisible and direction-changing characters visible. Customer names and log lines reach terminals and files
 * through us; an escape sequence in them could repaint a line or hide one (CWE-150).
 */

/** C1 and DEL, soft hyphen, zero-width, bidi controls, line separators, byte order mark, annotation and tag characters. */
const invisible =
  '\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}';

/** Everything invisible but C0, which JSON escapes by itself. */
export const invisibleBeyondC0 = new RegExp(`[${invisible}]`, 'gu');

const invisibleInText = new RegExp(`[\\u0000-\\u0009\\u000b-\\u001f${invisible}]`, 'gu');

/** The text with every invisible character written out, as `\x1b`; line feeds stay, CR LF becomes one line feed. */
export function visibleText(text: string): string {
  return text.toWellFormed().replaceAll('\r\n', '\n').replace(invisibleInText, written);
}

/** The same on one line: a line feed shows as `\n`. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll('\n', '\\n');
}

function written(character: string): string {
  if (character === '\t') return '\\t';
  if (character === '\r') return '\\r';
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\u{${code.toString(16)}}`;
}
