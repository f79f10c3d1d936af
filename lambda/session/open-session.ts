import type { EmitEvent } from '../telemetry/emit-event.ts';
import { readCookies } from './cookies.ts';
import type { Expiry } from './log-in.ts';
import { SessionExpired } from './session-expired.ts';
import type { SessionStore, StoredSession } from './session-store.ts';

/** A session that the partner API has just accepted. */
export interface Session {
  /** The value of the cookie header. */
  readonly cookies: string;
  readonly origin: 'cached' | 'login';
}

export interface OpenSessionOptions {
  readonly store: SessionStore;
  readonly emit: EmitEvent;
  readonly loginUrl: string;
  /** One harmless read of the partner API with these cookies; throws SessionExpired where they are not taken. */
  readonly probe: (cookies: string) => Promise<unknown>;
  /** Signs in and answers a cookie header that the partner API took; null where this run may not. */
  readonly logIn: ((expiry: Expiry) => Promise<string>) | null;
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
  { emit, loginUrl, probe }: OpenSessionOptions,
  { item }: StoredSession,
): Promise<string | SessionExpired> {
  try {
    if (!item) throw new SessionExpired('no cookies are stored');
    const { header, dropped } = readCookies(item.cookies, loginUrl);
    await probe(header);
    const reason = dropped === 0 ? null : `${dropped} stored cookies are malformed and were left out`;
    emit('session_probed', { state: 'valid', reason });
    return header;
  } catch (cause) {
    const isExpired = cause instanceof SessionExpired;
    const reason = cause instanceof Error ? cause.message : String(cause);
    emit('session_probed', { state: isExpired ? 'expired' : 'unknown', reason });
    if (isExpired) return cause;
    throw cause;
  }
}
