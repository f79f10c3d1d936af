/*
 * Korean mobile numbers -> 010-****-5678. Written alone in digits they look like parts of digests and ids, so those are
 * recognised first and kept.
 */

/** What may stand between the groups of digits: spaces, dots, any dash, a closing bracket, invisible fillers. */
const gap = String.raw`[\s.)\-\u00ad\u2010-\u2015\u2212\u200b-\u200f\u2060\ufeff]{0,3}`;

/** UUIDs and runs of 20 or more hexadecimal digits (trace ids, commits, digests): never a phone number. */
const kept = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{20,}';

const subscriber = String.raw`1[016789]${gap}\d{3,4}${gap}\d{4}(?!\d)`;
const domestic = String.raw`(?<!\d)\(?0${subscriber}`;
const international = String.raw`(?:\+|(?<!\d)00)${gap}82${gap}\(?0?${gap}${subscriber}`;
/** Without a plus only where something separates the country: twelve bare digits are an AWS account. */
const bareCountry = String.raw`(?<!\d)82[\s.\-)(]{1,2}\(?0?${gap}${subscriber}`;

const keptOrPhone = new RegExp(`(${kept})|${international}|${bareCountry}|${domestic}`, 'giu');

/** The text with each Korean mobile number masked but for its last four digits. */
export function redactPhones(text: string): string {
  return text.replace(keptOrPhone, (match: string, keptRun: string | undefined) =>
    keptRun === undefined ? masked(match) : match,
  );
}

function masked(phone: string): string {
  const digits = phone.replace(/\D/g, '').replace(/^(?:00)?820?|^0/, '');
  return `0${digits.slice(0, 2)}-****-${digits.slice(-4)}`;
}
