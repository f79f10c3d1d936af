/*
 * Controls (C0, C1), formats (zero-width, bidi) and line separators: what can forge a line or reorder it on a terminal
 * (CWE-150). Texts in logs may come from a customer or a vendor.
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const maxLength = 500;

/** The text with every unsafe character shown as `\\u{...}`, cut at 500 characters. */
export function plainText(text: string): string {
  const shown = text.replaceAll(unsafe, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
  return shown.length > maxLength ? `${shown.slice(0, maxLength)}…` : shown;
}
