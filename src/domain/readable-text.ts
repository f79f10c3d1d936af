/*
 * Texts that other systems write, as people read them: one spelling for what looks the same. Only characters that EUC-KR
 * lacks are changed, which no message could carry before, so that no digest of a stored claim can change.
 */

/** Marks that nobody sees: zero-width characters, bidi controls, variation selectors, byte order marks, Unicode tags. */
const invisible =
  /[\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]|\p{Variation_Selector}/gu;

/** Hangul in parts (NFD, as macOS names files), and letters followed by combining marks. */
const decomposed = /[\u1100-\u11ff\uac00-\ud7a3]+|\P{M}\p{M}+/gu;

/**
 * The text with Hangul and accents composed (NFC) and without invisible marks. Not `normalize('NFC')` of the whole: that
 * also replaces characters that KS X 1001 has twice (U+F9xx ideographs, U+212B), and the text of a stored message with them.
 */
export function readableText(text: string): string {
  return text.replace(invisible, '').replace(decomposed, (part) => part.normalize('NFC'));
}
