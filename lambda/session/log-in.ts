import type { LoginBreakerItem } from '../../src/domain/control-item.ts';
import { loginBegun, loginEnded, loginPermission } from '../../src/domain/login-breaker.ts';
import type { LoginOutcome } from '../../src/domain/login-outcome.ts';
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
  readonly prepare: () => Promise<PreparedLogin>;
  readonly probe: (cookies: string) => Promise<unknown>;
  readonly loginUrl: string;
  readonly emit: EmitEvent;
  readonly tally: Pick<RunTally, 'loginAttempts' | 'browserStarted' | 'sessionsUnstored'>;
}

export interface PreparedLogin {
  /** The version of the secret that the attempt uses; null: not known. */
  readonly secretVersion: string | null;
  readonly attempt: () => Promise<BrowserLogin>;
}

/** What was wrong with the cached session. */
export interface Expiry {
  readonly stored: StoredSession;
  readonly cause: SessionExpired;
}

/**
 * Signs in at most once, where the breaker allows it, and answers the cookie header. The attempt is entered as failed
 * before the browser starts. A session that was proven is used even if it could not be stored: the breaker counts that as
 * a failure, since every further run would have to sign in. Throws LoginFailed if no login was tried or it failed.
 */
export async function logIn(options: LogInOptions, { stored, cause }: Expiry): Promise<string> {
  const { secretVersion, attempt } = await options.prepare();
  const begun = await enterAttempt(options, { expired: cause, secretVersion });
  const startedAt = options.now().getTime();
  options.tally.loginAttempts += 1;
  options.tally.browserStarted = true;
  const login = await proven(options, await attempt());
  const storing = await storeSession(options, stored, login);
  const outcome = storing === 'failed' ? 'unstored' : login.outcome;
  await endAttempt(options, begun, { ...login, outcome, secretVersion });
  options.emit('login_ended', {
    outcome,
    reason: login.reason,
    closing: login.closing,
    session_store: storing,
    duration_ms: options.now().getTime() - startedAt,
  });
  if (outcome === 'ok' || outcome === 'unstored') return headerOf(options, login);
  const why = login.reason === null ? outcome : `${outcome} (${login.reason})`;
  throw new LoginFailed(`a login ended as ${why}: ${loginRemedies[outcome]}`, cause);
}

interface Entering {
  readonly expired: SessionExpired;
  readonly secretVersion: string | null;
}

async function enterAttempt(
  options: LogInOptions,
  { expired, secretVersion }: Entering,
): Promise<LoginBreakerItem> {
  const now = options.now();
  const before = await options.breaker.read();
  const permission = loginPermission(before, now, secretVersion);
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

type Storing = 'stored' | 'fresher-there' | 'failed' | 'none';

async function storeSession(
  options: LogInOptions,
  stored: StoredSession,
  { outcome, cookies }: BrowserLogin,
): Promise<Storing> {
  if (outcome !== 'ok') return 'none';
  try {
    return (await options.store.write(stored, cookies)) ? 'stored' : 'fresher-there';
  } catch (cause) {
    options.tally.sessionsUnstored += 1;
    options.emit('login_state_unwritten', { item: 'session', reason: reasonOf(cause) });
    return 'failed';
  }
}

interface Ended extends Pick<BrowserLogin, 'isPasswordSent' | 'page'> {
  readonly outcome: LoginOutcome;
  readonly secretVersion: string | null;
}

/** If it cannot be written, the attempt stays entered as failed, and the run goes on with what it has. */
async function endAttempt(options: LogInOptions, begun: LoginBreakerItem, ended: Ended): Promise<void> {
  const page = ended.page && `seen ${options.now().toISOString()} by run ${options.runId}\n${ended.page}`;
  try {
    await options.breaker.end(loginEnded(begun, ended.outcome, { ...ended, page }));
  } catch (cause) {
    options.emit('login_state_unwritten', { item: 'login-breaker', reason: reasonOf(cause) });
  }
}

function headerOf({ loginUrl }: LogInOptions, login: BrowserLogin): string {
  return readCookies(JSON.stringify(login.cookies), loginUrl).header;
}
