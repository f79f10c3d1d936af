/*
 * Makes invisible and direction-changing characters visible. Customer names and log lines reach terminals and files
 * through us; an escape sequence in them could repaint a line or hide one (CWE-150).
 */

/**
 * Control characters but the line feed, format characters (zero-width, direction, tags, soft hyphen, byte order mark)
 * and the two line separators, by their Unicode categories.
 */
export const invisible = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The text with every invisible character written out, as `\x1b`; line feeds stay, CR LF becomes one line feed. */
export function visibleText(text: string): string {
  return text.toWellFormed().replaceAll('\r\n', '\n').replace(invisible, written);
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
