import fc from 'fast-check';

/*
 * Secrets that nobody owns, in every shape that the sweep knows. Phone numbers are of the 0000 block.
 */

const upper = fc.string({
  unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'),
  minLength: 16,
  maxLength: 16,
});
const word = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'abcdefghijkXYZ0123456789_-'), minLength: length, maxLength: length });
const alnum = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'abcdefghijkXYZ0123456789'), minLength: length, maxLength: length });
const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
const hex64 = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });

/** What is written, and the part of it that must never be seen again. */
export interface Canary {
  readonly text: string;
  readonly secret: string;
}

const whole = (text: fc.Arbitrary<string>): fc.Arbitrary<Canary> =>
  text.map((secret) => ({ text: secret, secret }));
const after = (name: string, secret: fc.Arbitrary<string>): fc.Arbitrary<Canary> =>
  secret.map((value) => ({ text: `${name}${value}`, secret: value }));

const phone = fc
  .tuple(
    fc.constantFrom(
      '010',
      '011',
      '016',
      '017',
      '018',
      '019',
      '+8210',
      '+82 10',
      '+82-10',
      '+82 (0)10',
      '82-10',
      '008210',
    ),
    fc.constantFrom('', '-', ' ', '.'),
    digits(4),
    digits(4),
  )
  .map(([prefix, separator, middle, last]) => `${prefix}${separator}${middle}${separator}${last}`);

export const canary: fc.Arbitrary<Canary> = fc.oneof(
  whole(fc.tuple(fc.constantFrom('AKIA', 'ASIA'), upper).map((parts) => parts.join(''))),
  after('X-Amz-Signature=', hex64),
  after('&X-Amz-Security-Token=', alnum(40)),
  after('Authorization: Bearer ', alnum(30)),
  after('"authorization":"', alnum(30)),
  after('x-ncp-iam-access-key: ', alnum(20)),
  after('x-ncp-apigw-signature-v2: ', alnum(44)),
  whole(fc.tuple(digits(10), word(33)).map(([id, rest]) => `1${id.slice(1)}:AA${rest}`)),
  whole(fc.tuple(digits(9), alnum(35)).map(([id, rest]) => `9${id.slice(1)}:k${rest.slice(1)}`)),
  after(
    'https://hooks.slack.com/services/',
    fc.tuple(upper, upper, alnum(24)).map((parts) => parts.join('/')),
  ),
  whole(
    fc.tuple(fc.constantFrom('xoxb-', 'xoxp-', 'xoxa-', 'xapp-1-'), alnum(24)).map((parts) => parts.join('')),
  ),
  after('NID_AUT=', alnum(40)),
  after('NID_SES=', alnum(60)),
  alnum(40).map((secret) => ({
    text: JSON.stringify([{ name: 'NID_AUT', value: secret, domain: '.naver.com' }]),
    secret,
  })),
  alnum(40).map((secret) => ({
    text: `INFO {"value":"${secret}","path":"/","name":"NID_SES"} end`,
    secret,
  })),
  whole(phone),
  whole(fc.tuple(alnum(12), alnum(8)).map(([user, host]) => `${user}@${host}.example`)),
);

/** What may stand around a secret in real texts: anything, with something between that does not continue it. */
export const surrounded: fc.Arbitrary<Canary> = fc
  .tuple(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(' ', '"', '(', '가', '\n', ',', '='),
    canary,
    fc.constantFrom(' ', '"', ')', '님', '\n', ',', '&'),
    fc.string(),
  )
  .map(([before, open, { text, secret }, close, behind]) => ({
    text: `${before}${open}${text}${close}${behind}`,
    secret,
  }));

/** What evidence lives from, and the sweep must leave alone. */
export const keeper: fc.Arbitrary<string> = fc.oneof(
  hex64,
  hex64.map((text) => text.slice(0, 40)),
  hex64.map((text) => `led/${text.slice(0, 32)}`),
  hex64.map((text) => `1-${text.slice(0, 8)}-${text.slice(8, 32)}`),
  hex64.map((text) => `2025/10/25/[$LATEST]${text.slice(0, 32)}`),
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc
    .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc
    .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toUTCString()),
  fc.integer({ min: 1_000_000_000_000, max: 1_999_999_999_999 }).map(String),
  fc.integer({ min: 1_000_000_000, max: 1_999_999_999 }).map(String),
  digits(12).map(
    (account) => `arn:aws:lambda:ap-northeast-2:${account}:function:naverplace_send_inform_v2:12`,
  ),
  digits(12).map(
    (account) => `arn:aws:sns:ap-northeast-2:${account}:naver-sms-automation-alerts-of-the-night-shift-x`,
  ),
  digits(12).map((account) => `arn:aws:sts::${account}:assumed-role/Captain/session`),
  fc
    .tuple(digits(12), hex64)
    .map(([account, sha]) => `${account}.dkr.ecr.ap-northeast-2.amazonaws.com/naver-sms@sha256:${sha}`),
  fc.tuple(fc.integer({ min: 1, max: 999_999 }), hex64).map(([lines, sha]) => `${lines}:${sha}`),
  fc.tuple(fc.integer({ min: 1_000_000_000, max: 1_999_999_999 }), fc.uuid()).map((parts) => parts.join(':')),
  fc.constantFrom(
    '010-****-5678',
    'ssh-ed25519',
    'NID_AUT and NID_SES are present',
    'CodeSha256',
    '429 ReservedFunctionConcurrentInvocationLimitExceeded',
  ),
);
