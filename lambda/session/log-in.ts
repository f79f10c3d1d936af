import type { LoginBreakerItem } from '../../src/domain/control-item.ts';
import { loginBegun, loginEnded, loginPermission } from '../../src/domain/login-breaker.ts';
import { reasonOf } from '../run-failed.ts';
import type { RunTally } from '../summary/run-tally.ts';
import type { EmitEvent } from '../telemetry/emit-event.ts';
import type { BreakerStore } from './breaker-store.ts';
import type { BrowserLogin } from './browser-login.ts';
import { readCookies } from './cookies.ts';
import { LoginFailed, loginRemedies } from './login-failed.ts';
import type { SessionExpired } from './session-expired.ts';
import type { SessionStore, StoredSession } from './session-store.ts';

export interface LogInOptions {
  readonly runId: string;
  readonly now: () => Date;
  readonly breaker: BreakerStore;
  readonly store: SessionStore;
  /** Whatever an attempt needs, read before it is entered: what is missing is no failed login. */
  readonly prepare: () => Promise<() => Promise<BrowserLogin>>;
  readonly probe: (cookies: string) => Promise<unknown>;
  readonly loginUrl: string;
  readonly emit: EmitEvent;
  readonly tally: Pick<RunTally, 'loginAttempts' | 'browserStarted'>;
}

/** What was wrong with the cached session. */
export interface Expiry {
  readonly stored: StoredSession;
  readonly cause: SessionExpired;
}

/**
 * Signs in at most once, where the breaker allows it, and answers the cookie header. The attempt is entered as failed
 * before the browser starts. Throws LoginFailed where no login was tried or it did not end as ok.
 */
export async function logIn(options: LogInOptions, { stored, cause }: Expiry): Promise<string> {
  const attempt = await options.prepare();
  const begun = await enterAttempt(options, cause);
  const startedAt = options.now().getTime();
  options.tally.loginAttempts += 1;
  options.tally.browserStarted = true;
  const login = await proven(options, await attempt());
  await options.breaker.end(loginEnded(begun, login.outcome));
  const isStored = login.outcome === 'ok' && (await options.store.write(stored, login.cookies));
  options.emit('login_ended', {
    outcome: login.outcome,
    reason: login.reason,
    closing: login.closing,
    session_store: isStored ? 'stored' : login.outcome === 'ok' ? 'fresher-there' : 'none',
    duration_ms: options.now().getTime() - startedAt,
  });
  if (login.outcome === 'ok') return headerOf(options, login);
  throw new LoginFailed(`a login ended as ${login.outcome}: ${loginRemedies[login.outcome]}`, cause);
}

async function enterAttempt(options: LogInOptions, expired: SessionExpired): Promise<LoginBreakerItem> {
  const now = options.now();
  const before = await options.breaker.read();
  const permission = loginPermission(before, now);
  const begun = loginBegun(before, { run: options.runId, now });
  if (permission.isAllowed && (await options.breaker.begin(before, begun))) return begun;
  const reason = permission.isAllowed ? 'another run began to sign in' : permission.reason;
  options.emit('login_blocked', { reason });
  throw new LoginFailed(`no login was tried: ${reason}`, expired);
}

/** Cookies alone prove nothing: the partner API must take them. */
async function proven(options: LogInOptions, login: BrowserLogin): Promise<BrowserLogin> {
  if (login.outcome !== 'ok') return login;
  try {
    await options.probe(headerOf(options, login));
    return login;
  } catch (cause) {
    return { ...login, outcome: 'unproven', reason: reasonOf(cause), cookies: [] };
  }
}

function headerOf({ loginUrl }: LogInOptions, login: BrowserLogin): string {
  return readCookies(JSON.stringify(login.cookies), loginUrl);
}
