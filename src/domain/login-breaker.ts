/* When a login may be tried: the circuit breaker, as pure decisions over its control item. */
import type { LoginBreakerItem } from './control-item.ts';
import { type LoginOutcome, needsOperator } from './login-outcome.ts';

export type LoginPermission =
  | { readonly isAllowed: true }
  | { readonly isAllowed: false; readonly reason: string };

const failuresToBlock = 2;
const blockMs = 60 * 60_000;
/** No run lasts longer than 300 s; what is not ended by then was killed. */
const attemptLimitMs = 5 * 60_000;

/** Whether a login may be tried now. Null: none was tried since the last reset. Times that cannot be read forbid it. */
export function loginPermission(item: LoginBreakerItem | null, now: Date): LoginPermission {
  if (item === null) return { isAllowed: true };
  if (item.needsOperator) {
    return forbidden(
      `the login ended as ${item.lastOutcome} at ${item.lastAttemptAt}: sign in by hand, then naver-sms login reset`,
    );
  }
  if (item.lastOutcome === null && !isPast(item.lastAttemptAt, attemptLimitMs, now)) {
    return forbidden(`run ${item.lastRun} has been signing in since ${item.lastAttemptAt}`);
  }
  if (item.blockedUntil !== null && !isPast(item.blockedUntil, 0, now)) {
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
  };
}

/** The item after the attempt. Success forgets what was before it. */
export function loginEnded(begun: LoginBreakerItem, outcome: LoginOutcome): LoginBreakerItem {
  if (outcome === 'ok') {
    return { ...begun, lastOutcome: outcome, consecutiveFailures: 0, blockedUntil: null };
  }
  return { ...begun, lastOutcome: outcome, needsOperator: needsOperator(outcome) };
}

function forbidden(reason: string): LoginPermission {
  return { isAllowed: false, reason };
}

function isPast(iso: string, graceMs: number, now: Date): boolean {
  return now.getTime() >= Date.parse(iso) + graceMs;
}
