import { maskPhone } from './phone-number.ts';

/** What may stand between the groups of digits: spaces, dots, dashes of any kind, a bracket, invisible fillers. */
const gap = String.raw`[\s.)\-\u00ad\u2010-\u2015\u2212\u200b-\u200f\u2060\ufeff]{0,3}`;
/** The same without the dot: `0.1666666667` is a number, and `0.10.123.4567` a version. */
const gapAfterZero = gap.replace('.', '');
const subscriber = String.raw`1[016789]${gap}\d{3,4}${gap}\d{4}(?![\dA-Za-z])`;
const country = String.raw`(?:\+|(?<!\d)00)${gap}82|(?<![\dA-Za-z])82(?=[\s.\-)(])`;
const mobileInText = new RegExp(
  String.raw`(?:(?:${country})${gap}\(?0?${gap}|(?<![\dA-Za-z])\(?0${gapAfterZero})${subscriber}`,
  'gu',
);

/**
 * The text with every Korean mobile number in it masked, however it is written: a vendor's error may quote one. Numbers
 * that only look like one stay: the fractions that CloudWatch quotes in an alarm's reason, versions, epoch seconds.
 */
export function maskPhonesIn(text: string): string {
  return text.replaceAll(mobileInText, (found, offset: number) =>
    isNumber(found, text.slice(0, offset))
      ? found
      : maskPhone(`0${found.replaceAll(/\D/g, '').replace(/^(?:00)?820?|^0/, '')}`),
  );
}

/** Digits of today's mobile numbers. After a plain number only these count as a phone: `1.01012345678` may be an item of a list. */
const isModernMobile = (digits: string): boolean => /^(?:82)?0?10\d{8}$/.test(digits);

function isNumber(found: string, before: string): boolean {
  const digits = found.replaceAll(/\D/g, '');
  if (/^0\d+$/.test(found)) {
    const whole = /(?<![\w.])(0|[1-9]\d*)\.$/.exec(before)?.[1];
    return whole !== undefined && (whole === '0' || !isModernMobile(digits));
  }
  // A country code or a zero, one separator, and then digits alone: a fraction, or a counter beside an epoch second.
  return /^(?:82[.\s-]|0[\s-])1\d+$/.test(found) && !isModernMobile(digits);
}
