import parsePhoneNumber from 'libphonenumber-js/min';
import type { PhoneNumber } from './phone-number.ts';

export type PhoneReading =
  | { readonly state: 'read'; readonly phone: PhoneNumber }
  | { readonly state: 'masked' }
  | { readonly state: 'invalid' };

/** Korean mobile numbers, which alone receive SMS: 010 with 8 digits more, the older prefixes with 7 or 8. */
const mobile = /^01[016789]\d{7,8}$/;
/** What stands in for hidden digits: asterisks, bullets, crosses. */
const mask = /[*＊∗•●○×✕_#]|[xX](?=[xX])/u;
/** Format characters (zero-width, bidi, soft hyphen) between the digits. */
const formatMarks = /\p{Cf}/gu;

/**
 * Reads a phone number as the booking host or an old row writes it: with or without country code, separators, brackets and
 * invisible marks, also as a number that lost its zero. The digits are the same for all of them, and so is the key: cut
 * 3-4-rest as the legacy function cut it, for numbers of 10 digits too, since existing rows carry that key.
 */
export function readPhone(written: string | number): PhoneReading {
  const text = String(written).replace(formatMarks, '').normalize('NFKC').trim();
  if (mask.test(text)) return { state: 'masked' };
  const bare = text.replaceAll(/[\s-]/g, '');
  const digits = mobile.test(bare) ? bare : digitsOf(text);
  if (digits === null) return { state: 'invalid' };
  const key = `${digits.slice(0, 3)}-${digits.slice(3, 7)}-${digits.slice(7)}`;
  return { state: 'read', phone: { digits, key, isUsual: isUsual(written, digits) } };
}

/** Null: not one Korean mobile number and nothing else. */
function digitsOf(text: string): string | null {
  const international = text.replaceAll(/[()]/g, '').replace(/^00\s*-?\s*82/, '+82');
  const parsed = parsePhoneNumber(international, { defaultCountry: 'KR', extract: false });
  if (parsed?.country !== 'KR' || parsed.ext !== undefined) return null;
  const digits = `0${parsed.nationalNumber}`;
  return mobile.test(digits) ? digits : null;
}

/** Both old senders cut the same key from it. Of an older prefix, or written otherwise, each cut its own. */
function isUsual(written: string | number, digits: string): boolean {
  return written === digits && /^010\d{8}$/.test(digits);
}
