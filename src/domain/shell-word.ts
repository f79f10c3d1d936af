import { visibleText } from './visible-text.ts';

/**
 * One word for a shell, for commands that are there to be copied. What a terminal would not show as it is, such as a
 * newline, is written as its bytes in the quoting of bash, zsh and ksh: `$'a\x0ab'`.
 */
export function shellWord(text: string): string {
  const whole = text.toWellFormed();
  if (/^[\w@%+=:,./-]+$/.test(whole)) return whole;
  if (visibleText(whole) === whole) return `'${whole.replaceAll("'", String.raw`'\''`)}'`;
  return `$'${[...Buffer.from(whole)].map(byteText).join('')}'`;
}

function byteText(byte: number): string {
  const character = String.fromCharCode(byte);
  const isPlain = byte >= 0x20 && byte < 0x7f && character !== "'" && character !== '\\';
  return isPlain ? character : String.raw`\x${byte.toString(16).padStart(2, '0')}`;
}
