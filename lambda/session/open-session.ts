import type { EmitEvent } from '../telemetry/emit-event.ts';
import { readCookies } from './cookies.ts';
import type { Expiry } from './log-in.ts';
import { SessionUnproven } from './probe-session.ts';
import { SessionExpired } from './session-expired.ts';
import type { SessionStore, StoredSession } from './session-store.ts';

/** A session that the partner API has just accepted, or did not refuse. */
export interface Session {
  /** The value of the cookie header. */
  readonly cookies: string;
  readonly origin: 'cached' | 'login';
}

export interface OpenSessionOptions {
  readonly store: SessionStore;
  readonly emit: EmitEvent;
  readonly loginUrl: string;
  /** Harmless reads of the partner API with these cookies; throws SessionExpired or SessionUnproven if none is accepted. */
  readonly probe: (cookies: string) => Promise<unknown>;
  /** Signs in and answers a cookie header that the partner API took; null where this run may not. */
  readonly logIn: ((expiry: Expiry) => Promise<string>) | null;
  /** True: an unproven session is a failure. Otherwise the cached cookies are used, and no login is tried. */
  readonly needsProof: boolean;
}

/**
 * The cached session, proven on the partner API itself: an account page that opens says nothing about the API. Where it
 * is not taken any more, one login. Throws SessionExpired where this run may not log in, LoginFailed where that failed.
 */
export async function openSession(options: OpenSessionOptions): Promise<Session> {
  const stored = await options.store.read();
  const cached = await probeCached(options, stored);
  if (!(cached instanceof SessionExpired)) return { cookies: cached, origin: 'cached' };
  if (!options.logIn) throw cached;
  return { cookies: await options.logIn({ stored, cause: cached }), origin: 'login' };
}

async function probeCached(
  { emit, loginUrl, probe, needsProof }: OpenSessionOptions,
  { item }: StoredSession,
): Promise<string | SessionExpired> {
  let cookies: string | null = null;
  try {
    if (!item) throw new SessionExpired('no cookies are stored');
    const read = readCookies(item.cookies, loginUrl);
    cookies = read.header;
    await probe(cookies);
    const reason =
      read.dropped === 0 ? null : `${read.dropped} stored cookies are malformed and were left out`;
    emit('session_probed', { state: 'valid', reason });
    return cookies;
  } catch (cause) {
    const isExpired = cause instanceof SessionExpired;
    const reason = cause instanceof Error ? cause.message : String(cause);
    emit('session_probed', { state: isExpired ? 'expired' : 'unknown', reason });
    if (isExpired) return cause;
    if (cause instanceof SessionUnproven && cookies !== null && !needsProof) return cookies;
    throw cause;
  }
}
