/* Turns whatever an AWS call threw into an OperatorError: the one place that decides what a failed call means. */
import * as z from 'zod';
import type { ErrorCode } from '../errors/catalogue.ts';
import { type ErrorText, OperatorError } from '../errors/operator-error.ts';
import { effectOf } from './operation-effects.ts';

/** Which call it was, in IAM's words, and on what. */
export interface CallSubject {
  /** As `events:EnableRule`. */
  readonly action: string;
  /** What it was about, as `rule naver-sms-automation-trigger`. */
  readonly subject: string;
}

/** Explains a failed call. An OperatorError passes unchanged. */
export function explainAwsError(error: unknown, call: CallSubject): OperatorError {
  if (error instanceof OperatorError) return error;
  const seen = thrown.catch(nothingSeen).parse(error);
  const code = classify(seen, call);
  return new OperatorError(code, textFor(code, seen, call), {
    cause: error,
    requestId: seen.$metadata?.requestId ?? null,
  });
}

/** Says that a call was answered, but by something that is not the service. */
export function notTheServicesAnswer(call: CallSubject, reason: string, cause?: unknown): OperatorError {
  const code = codeWithoutAnswer(call);
  return new OperatorError(code, textFor(code, { ...nothingSeen, message: reason }, call), { cause });
}

const thrown = z.object({
  name: z.string().catch('Error'),
  message: z.string().catch(''),
  code: z.string().optional().catch(undefined),
  syscall: z.string().optional().catch(undefined),
  $fault: z.enum(['client', 'server']).optional().catch(undefined),
  $metadata: z
    .object({
      httpStatusCode: z.number().optional().catch(undefined),
      requestId: z.string().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});
type Thrown = z.infer<typeof thrown>;
const nothingSeen: Thrown = { name: 'Error', message: '' };

const credentialErrors = new Set(['CredentialsProviderError', 'TokenProviderError', 'CredentialsError']);

const deniedErrors =
  /^(AccessDenied|AuthorizationError|AuthFailure|Unauthorized|UnrecognizedClient|InvalidClientTokenId|ExpiredToken|TokenRefreshRequired|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken|NotAuthorized|OptInRequired)/;

const throttlingErrors =
  /^(Throttl|TooManyRequests|RequestThrottled|RequestLimitExceeded|ProvisionedThroughputExceeded|SlowDown|BandwidthLimitExceeded|PriorRequestNotComplete)/;

const notFoundErrors = /NotFound(Exception|Fault)?$|^QueueDoesNotExist/;

function classify(seen: Thrown, call: CallSubject): ErrorCode {
  if (credentialErrors.has(seen.name)) return 'CREDENTIALS_MISSING';
  if (!isServicesOwn(seen)) return wasNeverSent(seen) ? 'AWS_UNREACHABLE' : codeWithoutAnswer(call);
  const status = seen.$metadata?.httpStatusCode ?? 0;
  if (throttlingErrors.test(seen.name) || status === 429) return 'AWS_THROTTLED';
  if (deniedErrors.test(seen.name) || status === 401 || status === 403) return 'AWS_ACCESS_DENIED';
  if (notFoundErrors.test(seen.name)) return 'AWS_NOT_FOUND';
  return 'AWS_REJECTED';
}

/**
 * A service names its error and gives a request id. A proxy's or load balancer's HTML page parses to neither: the SDK
 * then throws a SyntaxError, or an exception named Unknown.
 */
function isServicesOwn(seen: Thrown): boolean {
  const isNamed = !/^(Unknown|UnknownError|Error|SyntaxError|TypeError)$/.test(seen.name);
  return seen.$fault !== undefined && isNamed && seen.$metadata?.requestId !== undefined;
}

/**
 * A connection that was never open: no TCP in time, or no TLS (Node's and OpenSSL's own codes: nodejs.org/api/errors.html,
 * docs.openssl.org/3.0/man1/openssl-verification-options). Errors that can also come later, as a bad record, are not among
 * them.
 */
const neverOpened = new RegExp(
  [
    'did not establish a connection',
    'before secure TLS connection was established',
    'ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH',
    '\\b(CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|INVALID_CA\\b)',
    'wrong version number|unsupported protocol|protocol version|handshake failure',
  ].join('|'),
);

/** No connection was ever made, so that even a write is known not to have left this machine. */
function wasNeverSent(seen: Thrown): boolean {
  if (seen.syscall === 'getaddrinfo') return true;
  if (seen.syscall === 'connect') return seen.code !== 'ECONNRESET';
  return seen.code === 'ECONNREFUSED' || neverOpened.test(`${seen.code ?? ''} ${seen.message}`);
}

function codeWithoutAnswer(call: CallSubject): ErrorCode {
  return effectOf(call.action) === 'read' ? 'AWS_UNREACHABLE' : 'WRITE_IN_DOUBT';
}

/** What came back. A page that no service wrote is named by its status, since its parse error says nothing. */
function answerText(code: ErrorCode, seen: Thrown): string {
  const status = seen.$metadata?.httpStatusCode;
  const isForeign = code === 'WRITE_IN_DOUBT' || code === 'AWS_UNREACHABLE';
  if (isForeign && status !== undefined) return `HTTP ${status}, but not the service's own answer`;
  const message = seen.message.split('\n')[0] ?? '';
  return message === '' ? seen.name : `${seen.name}: ${message}`;
}

/** Source: docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html, and the SDK's own names. */
const sessionEnded = /^(ExpiredToken|TokenRefreshRequired)/;

const signIn = 'Sign in (aws sso login, or set AWS_PROFILE), check with: aws sts get-caller-identity';

function textFor(code: ErrorCode, seen: Thrown, call: CallSubject): ErrorText {
  const about = `${call.action} on ${call.subject}`;
  const answer = answerText(code, seen);
  switch (code) {
    case 'CREDENTIALS_MISSING':
      return {
        what: `${about} was not sent: the AWS SDK found no credentials (${answer}).`,
        now: 'Nothing was called and nothing was changed.',
        next: signIn,
      };
    case 'AWS_ACCESS_DENIED':
      if (sessionEnded.test(seen.name)) {
        return {
          what: `AWS refused ${about}: the session of these credentials has ended (${answer}).`,
          now: 'This call changed nothing.',
          next: signIn,
        };
      }
      return {
        what: `AWS refused ${about} (${answer}).`,
        now: 'This call changed nothing.',
        next: `Grant ${call.action} to these credentials or switch them, check with: naver-sms preflight`,
      };
    case 'AWS_THROTTLED':
      return {
        what: `AWS throttled ${about} (${answer}).`,
        now: 'This call changed nothing.',
        next: 'Wait a minute, then run the same command again.',
      };
    case 'AWS_NOT_FOUND':
      return {
        what: `AWS does not know the subject of ${about} (${answer}).`,
        now: 'This call changed nothing.',
        next: 'Mend its name in naver-sms.config.yaml or create it, then run: naver-sms preflight',
      };
    case 'WRITE_IN_DOUBT':
      return {
        what: `${about} got no usable answer (${answer}).`,
        now: 'It may or may not have taken effect.',
        next: 'Run the same command again: it re-reads live state before anything else.',
      };
    case 'AWS_UNREACHABLE':
      return {
        what: `AWS could not be reached for ${about} (${answer}).`,
        now: 'This call changed nothing.',
        next: 'Check the network, the region and AWS_ENDPOINT_URL, then run the same command again.',
      };
    default:
      return {
        what: `AWS answered ${about} with an error (${answer}).`,
        now: 'This call was not carried out.',
        next: 'Read the service error, mend its cause, then run the same command again.',
      };
  }
}
