import { redactPhones } from './redact-phones.ts';

/*
 * The sweep for secret shapes, the last thing that happens to a text before it is hashed. It rather takes too much than
 * too little, but leaves what evidence lives from: digests, times, ARNs, request ids.
 */

export const redacted = '[redacted]';

interface Shape {
  readonly pattern: RegExp;
  readonly replacement: string | ((...groups: string[]) => string);
}

/** Between a name and its value in headers, queries, JSON, JSON inside JSON, and their percent-encoded forms. */
const sign = String.raw`(?:\\*["'])?\s*(?:[:=]|%3[AaDd])\s*(?:\\*["'])?`;

const shapes: readonly Shape[] = [
  // Access key ids: four letters and sixteen more (IAM user guide, unique identifiers). Role and user ids are no secret.
  { pattern: /(?:AKIA|ASIA)[A-Z0-9]{16,}/g, replacement: '[redacted access key id]' },
  {
    pattern: new RegExp(`(X-Amz-(?:Signature|Security-Token|Credential))(${sign})[^\\s&"'<>\\\\,;]+`, 'gi'),
    replacement: `$1$2${redacted}`,
  },
  {
    pattern: new RegExp(`(\\b(?:proxy-)?authorization)(${sign})[^\\r\\n"'\\\\]+`, 'gi'),
    replacement: `$1$2${redacted}`,
  },
  { pattern: /\b(Bearer|Basic)\s+[\w.~+/=-]{12,}/gi, replacement: `$1 ${redacted}` },
  {
    pattern: new RegExp(
      `(x-ncp-(?:iam-access-key|apigw-signature(?:-v\\d)?|apigw-api-key))(${sign})[^\\s&"'<>\\\\,;]+`,
      'gi',
    ),
    replacement: `$1$2${redacted}`,
  },
  // Telegram: bot id, colon, 35 characters that begin with AA today. A digest or a UUID after a number is neither.
  {
    pattern:
      /(?<!\d)(?:\d{8,10}|\d{6,}(?=(?::|%3[Aa])AA))(?::|%3[Aa])(?![0-9a-f]{64}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-)[\w-]{35,}/g,
    replacement: '[redacted bot token]',
  },
  {
    pattern: /hooks\.slack(?:-gov)?\.com(?:\/|%2F|\\+\/)[^\s"'<>\\]*/gi,
    replacement: '[redacted webhook]',
  },
  { pattern: /xox[a-z]?[-.][\w.-]{8,}|xapp-[\w-]{8,}/gi, replacement: '[redacted slack token]' },
  // Naver session cookies, as a header and as a WebDriver cookie object inside any depth of JSON strings.
  { pattern: /(NID_[A-Z]+)=[^;\s"'\\,]+/g, replacement: `$1=${redacted}` },
  {
    pattern: /\{[^{}]{0,4096}NID_[A-Z]+[^{}]{0,4096}\}/g,
    replacement: (group) => (/\bvalue\b/.test(group) ? '[redacted cookie]' : group),
  },
  {
    pattern: new RegExp(`(\\b(?:set-)?cookie)(${sign})[^\\r\\n"'\\\\]+`, 'gi'),
    replacement: `$1$2${redacted}`,
  },
  {
    pattern: new RegExp(
      `(\\b(?:password|passwd|secret[-_ ]?(?:access[-_ ]?)?key|session[-_ ]?token|bot_token))(${sign})[^\\s&"'<>\\\\,;]+`,
      'gi',
    ),
    replacement: `$1$2${redacted}`,
  },
];

/** First letter of the local part and the domain stay, so that an auditor can tell two people apart. */
const email =
  /([\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{0,63}@((?!openssh\.com)[\p{L}\p{N}.-]{1,253}\.\p{L}{2,})/gu;

/** The text without secrets, phone numbers and e-mail addresses. Doing it twice changes nothing more. */
export function redactText(text: string): string {
  let result = text;
  for (const { pattern, replacement } of shapes) {
    result =
      typeof replacement === 'string'
        ? result.replace(pattern, replacement)
        : result.replace(pattern, replacement);
  }
  return redactPhones(result.replace(email, '$1***@$2'));
}
