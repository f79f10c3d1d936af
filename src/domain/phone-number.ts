/** A customer's mobile number in the two forms that the tables and SENS know. */
export interface PhoneNumber {
  /** Digits alone, for SENS. */
  readonly digits: string;
  /** Hyphenated 3-4-rest: the range key of table `sms`. Another format would be another row, and a second message. */
  readonly key: string;
  /** Written as the booking host usually does, 11 digits and nothing else: then no sender ever cut another key from it. */
  readonly isUsual: boolean;
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
