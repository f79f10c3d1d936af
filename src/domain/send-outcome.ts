import type { ClaimEvent } from './claim.ts';

/** What was seen of one POST to SENS. */
export type SendExchange =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** From a well-formed answer body; null where there is none. */
      readonly requestId: string | null;
    }
  | {
      readonly kind: 'failed';
      /** False only where it is proven that not one byte of the body left this machine. */
      readonly mayHaveLeft: boolean;
      readonly reason: string;
    };

/** What an exchange proves about the message. */
export type SendOutcome =
  | { readonly event: Extract<ClaimEvent, 'accept'>; readonly requestId: string }
  | { readonly event: Extract<ClaimEvent, 'refuse' | 'doubt'>; readonly reason: string }
  | {
      readonly event: Extract<ClaimEvent, 'release'>;
      readonly reason: string;
      /** 401 and 403 say that our key is wrong, not the message: every further send would end the same way. */
      readonly isAboutTheKey: boolean;
    };

/**
 * 202 with a request id is accepted; 401, 403, 429 and a failure before the body left are proof that nothing was sent,
 * and say nothing against the message; any other 4xx is a refusal of it for good; everything else (5xx, redirect, a 202 that cannot be read, time-out, reset) is in doubt.
 */
export function judgeSend(exchange: SendExchange): SendOutcome {
  if (exchange.kind === 'failed') {
    const { mayHaveLeft, reason } = exchange;
    return mayHaveLeft ? { event: 'doubt', reason } : notSent(reason);
  }
  const { status, requestId } = exchange;
  if (status === 202 && requestId !== null) return { event: 'accept', requestId };
  if (status === 202) return { event: 'doubt', reason: 'SENS answered 202 without a readable request id' };
  if (status === 429) return notSent('SENS answered 429: too many requests');
  if (status === 401 || status === 403) return notSent(`SENS answered ${status} to our key`, true);
  return { event: status >= 400 && status < 500 ? 'refuse' : 'doubt', reason: `SENS answered ${status}` };
}

const notSent = (reason: string, isAboutTheKey = false): SendOutcome => ({
  event: 'release',
  reason,
  isAboutTheKey,
});
