/* When a login may be tried: the circuit breaker, as pure decisions over its control item. */
import type { LoginBreakerItem } from './control-item.ts';
import { type LoginOutcome, needsOperator } from './login-outcome.ts';

/** What an attempt left besides its outcome. */
export interface LoginDetails {
  /** Whether the password had been sent; default not. */
  readonly isPasswordSent?: boolean;
  /** The version of the secret naver-credentials that was used; default unknown. */
  readonly secretVersion?: string | null;
  /** Lines that describe a page that is not known; default those of an earlier attempt. */
  readonly page?: string | null;
}

export type LoginPermission =
  | { readonly isAllowed: true }
  | { readonly isAllowed: false; readonly reason: string };

const failuresToBlock = 2;
const blockMs = 60 * 60_000;
/** No run lasts longer than 300 s; what is not ended by then was killed. */
const attemptLimitMs = 5 * 60_000;

/**
 * Whether a login may be tried now. Null: none was tried since the last reset. Times that cannot be read forbid it.
 * `secretVersion`: the current version of the secret; null if it is not known. A password that Naver refused is never sent
 * again; a new version of the secret may be tried at once.
 */
export function loginPermission(
  item: LoginBreakerItem | null,
  now: Date,
  secretVersion: string | null = null,
): LoginPermission {
  if (item === null) return { isAllowed: true };
  if (item.needsOperator) {
    return forbidden(
      `the login ended as ${item.lastOutcome} at ${item.lastAttemptAt}: sign in by hand, then naver-sms login reset`,
    );
  }
  const refused = item.refusedSecretVersion;
  if (refused !== null && refused === secretVersion) {
    return forbidden(
      `Naver refused the password in version ${refused} of the secret naver-credentials at ${item.lastAttemptAt}: put the right password into the secret`,
    );
  }
  if (item.lastOutcome === null && !isPast(item.lastAttemptAt, attemptLimitMs, now)) {
    return forbidden(`run ${item.lastRun} has been signing in since ${item.lastAttemptAt}`);
  }
  const isCorrected = refused !== null && secretVersion !== null && item.lastOutcome === 'wrong-password';
  if (!isCorrected && item.blockedUntil !== null && !isPast(item.blockedUntil, 0, now)) {
    return forbidden(
      `${item.consecutiveFailures} logins failed one after the other: none is tried until ${item.blockedUntil}`,
    );
  }
  return { isAllowed: true };
}

/** The item before the browser starts. It counts as failed until it ended, since a run can be killed in the middle. */
export function loginBegun(
  before: LoginBreakerItem | null,
  by: { readonly run: string; readonly now: Date },
): LoginBreakerItem {
  const consecutiveFailures = (before?.consecutiveFailures ?? 0) + 1;
  return {
    consecutiveFailures,
    lastOutcome: null,
    lastAttemptAt: by.now.toISOString(),
    lastRun: by.run,
    blockedUntil:
      consecutiveFailures >= failuresToBlock ? new Date(by.now.getTime() + blockMs).toISOString() : null,
    needsOperator: false,
    refusedSecretVersion: before?.refusedSecretVersion ?? null,
    page: before?.page ?? null,
  };
}

/** The item after the attempt. Success clears what was before it; cookies that could not be stored count as a failure. */
export function loginEnded(
  begun: LoginBreakerItem,
  outcome: LoginOutcome,
  { isPasswordSent = false, secretVersion = null, page = null }: LoginDetails = {},
): LoginBreakerItem {
  const cleared = { consecutiveFailures: 0, blockedUntil: null, refusedSecretVersion: null, page: null };
  if (outcome === 'ok') return { ...begun, ...cleared, lastOutcome: outcome };
  const isRefused = outcome === 'wrong-password';
  return {
    ...begun,
    lastOutcome: outcome,
    needsOperator: needsOperator(outcome, isPasswordSent),
    refusedSecretVersion: isRefused ? secretVersion : begun.refusedSecretVersion,
    page: page ?? begun.page,
  };
}

function forbidden(reason: string): LoginPermission {
  return { isAllowed: false, reason };
}

function isPast(iso: string, graceMs: number, now: Date): boolean {
  return now.getTime() >= Date.parse(iso) + graceMs;
}
