import type { ClaimEvent } from './claim.ts';

/** What of SENS's answer to one POST decides about the message. */
export interface SendAnswer {
  readonly status: number;
  /** From a well-formed answer body; null if there is none. */
  readonly requestId: string | null;
  /** The body itself says that the request failed, whatever the HTTP status is. */
  readonly saysFailed: boolean;
  /** The vendor's own error code; null if there is none. */
  readonly code: string | null;
  /** The vendor's own words, masked; null if there are none. */
  readonly text: string | null;
  /** What Retry-After asks for, milliseconds; null if it asks for nothing. */
  readonly retryAfterMs: number | null;
}

/** What was seen of one POST to SENS. */
export type SendExchange =
  | ({ readonly kind: 'answered' } & SendAnswer)
  | {
      readonly kind: 'failed';
      /** False only where it is proven that not one byte of the body left this machine. */
      readonly mayHaveLeft: boolean;
      readonly reason: string;
    };

/**
 * How SENS's answer reads. `nothing`: it does not say whether the message was taken. `not-taken`: it says that it was not;
 * if SENS's list then lacks the message too, it may be sent again. `account`: the same, and every further send of this run
 * would get the same answer, since it is about our account or a setting.
 */
export type DoubtKind = 'nothing' | 'not-taken' | 'account';

/** `not-left`: no byte of the body left. `throttled`: 429. `account`: SENS takes nothing from us, whatever the message. */
export type ReleaseCause = 'not-left' | 'throttled' | 'account';

/** What an exchange proves about the message. */
export type SendOutcome =
  | { readonly event: Extract<ClaimEvent, 'accept'>; readonly requestId: string }
  /** `likeness`: equal for answers that refuse for the same reason; null if the answer is not comparable. */
  | { readonly event: Extract<ClaimEvent, 'refuse'>; readonly reason: string; readonly likeness: string }
  | {
      readonly event: Extract<ClaimEvent, 'doubt'>;
      readonly reason: string;
      readonly kind: DoubtKind;
      readonly likeness: string | null;
    }
  | {
      readonly event: Extract<ClaimEvent, 'release'>;
      readonly reason: string;
      readonly cause: ReleaseCause;
      readonly retryAfterMs: number | null;
    };

/** The only statuses that may be about one message: its number, its text, its length. */
const aboutMessage = new Set([400, 413, 422]);
/** SENS did not act on the request, and a later one may succeed. */
const passing = new Set([408, 409, 425]);
/** `429` with this code of the API gateway is no rate limit: the quota is used up (vendor: common error codes, "Quota Exceeded"). */
const quotaExceeded = '400';

/**
 * 202 with a request id is accepted, unless the body says that it failed. 401, 403, 429 and a failure before the body left
 * prove that nothing was sent. 400, 413 and 422 refuse the message. Every other 4xx is in doubt: it says that nothing was
 * taken, but the body was written. All else (5xx, redirect, a 202 without an id, time-out, reset) is in doubt too.
 */
export function judgeSend(exchange: SendExchange): SendOutcome {
  if (exchange.kind === 'failed') {
    const { mayHaveLeft, reason } = exchange;
    return mayHaveLeft ? doubt(reason, 'nothing') : notSent(reason, 'not-left');
  }
  const { status, requestId, saysFailed, code, retryAfterMs } = exchange;
  const reason = `SENS answered ${answerText(exchange)}`;
  const likeness = `${status} ${code ?? ''}`;
  if (status >= 200 && status < 300 && saysFailed) return doubt(`${reason}: failed`, 'not-taken', likeness);
  if (status === 202 && requestId !== null) return { event: 'accept', requestId };
  if (status === 202) return doubt('SENS answered 202 without a readable request id', 'nothing');
  if (status === 401 || status === 403) return notSent(`${reason} to our key`, 'account');
  if (status === 429) {
    const cause = code === quotaExceeded ? 'account' : 'throttled';
    return { event: 'release', reason, cause, retryAfterMs };
  }
  if (status < 400 || status >= 500) return doubt(reason, 'nothing');
  if (aboutMessage.has(status)) return { event: 'refuse', reason, likeness };
  return passing.has(status) ? doubt(reason, 'not-taken', likeness) : doubt(reason, 'account', likeness);
}

const answerText = ({ status, code, text }: SendAnswer): string => {
  const said = [code, text].filter((part) => part !== null).join(' ');
  return said === '' ? String(status) : `${status} (${said})`;
};

const doubt = (reason: string, kind: DoubtKind, likeness: string | null = null): SendOutcome => ({
  event: 'doubt',
  reason,
  kind,
  likeness,
});

const notSent = (reason: string, cause: ReleaseCause): SendOutcome => ({
  event: 'release',
  reason,
  cause,
  retryAfterMs: null,
});
