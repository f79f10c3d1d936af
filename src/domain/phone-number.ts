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

/** What may stand between the groups of digits: spaces, dots, dashes of any kind, a bracket, invisible fillers. */
const gap = String.raw`[\s.)\-\u00ad\u2010-\u2015\u2212\u200b-\u200f\u2060\ufeff]{0,3}`;
const subscriber = String.raw`1[016789]${gap}\d{3,4}${gap}\d{4}(?![\dA-Za-z])`;
const country = String.raw`(?:\+|(?<!\d)00)${gap}82|(?<![\dA-Za-z])82(?=[\s.\-)(])`;
const mobileInText = new RegExp(
  String.raw`(?:(?:${country})${gap}\(?0?|(?<![\dA-Za-z])\(?0)${gap}${subscriber}`,
  'gu',
);

/** The text with every Korean mobile number in it masked, however it is written: a vendor's error may quote one. */
export function maskPhonesIn(text: string): string {
  return text.replaceAll(mobileInText, (found) =>
    maskPhone(`0${found.replaceAll(/\D/g, '').replace(/^(?:00)?820?|^0/, '')}`),
  );
}
