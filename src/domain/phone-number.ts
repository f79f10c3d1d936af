/** A customer's mobile number in the two forms that the tables and SENS know. */
export interface PhoneNumber {
  /** Digits alone, for SENS. */
  readonly digits: string;
  /** Hyphenated 3-4-rest: the range key of table `sms`. Another format would be another row, and a second message. */
  readonly key: string;
}

export type PhoneReading =
  | { readonly state: 'read'; readonly phone: PhoneNumber }
  | { readonly state: 'masked' }
  | { readonly state: 'invalid' };

const mobile = /^01[016789]\d{7,8}$/;

/**
 * Reads a phone number as the booking API gives it. The key is cut as the legacy function cut it, 3-4-rest, for numbers
 * of 10 digits too, since existing rows carry that key.
 */
export function readPhone(text: string): PhoneReading {
  if (text.includes('*')) return { state: 'masked' };
  const digits = text.replaceAll(/[\s-]/g, '');
  if (!mobile.test(digits)) return { state: 'invalid' };
  return {
    state: 'read',
    phone: { digits, key: `${digits.slice(0, 3)}-${digits.slice(3, 7)}-${digits.slice(7)}` },
  };
}

declare const isMasked: unique symbol;

/** A number that went through `maskPhone`. A plain string is none, so that a log field of this type cannot hold one. */
export type MaskedPhone = string & { readonly [isMasked]: true };

/** `010-****-5678`: all that a log or a message to a channel may show. */
export function maskPhone(phone: string): MaskedPhone {
  const digits = phone.replaceAll(/\D/g, '');
  // The one place where the brand is given.
  return `${digits.slice(0, 3)}-****-${digits.slice(-4)}` as MaskedPhone;
}
