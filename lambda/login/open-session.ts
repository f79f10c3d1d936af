import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { RunContext } from '../run-context.ts';
import { readCookies } from './cookies.ts';
import { SessionExpired } from './session-expired.ts';

/** A session that the partner API has just accepted. */
export interface Session {
  /** The value of the cookie header. */
  readonly cookies: string;
  readonly origin: 'cached' | 'login';
}

export interface OpenSessionOptions {
  readonly context: Pick<RunContext, 'dynamo' | 'tables' | 'emit'>;
  /** One harmless read of the partner API with these cookies; throws SessionExpired where they are not taken. */
  readonly probe: (cookies: string) => Promise<unknown>;
}

/** The old function's key. */
const sessionKey = { id: '1' };

/**
 * The cached session, proven on the partner API itself: an account page that opens says nothing about the API. Throws
 * SessionExpired where there is none or it is not taken any more. A login with a browser belongs here, in its place.
 */
export async function openSession(options: OpenSessionOptions): Promise<Session> {
  const { context } = options;
  try {
    const cookies = await cachedCookies(context);
    await options.probe(cookies);
    context.emit('session_probed', { state: 'valid', reason: null });
    return { cookies, origin: 'cached' };
  } catch (cause) {
    const isExpired = cause instanceof SessionExpired;
    const reason = cause instanceof Error ? cause.message : String(cause);
    context.emit('session_probed', { state: isExpired ? 'expired' : 'unknown', reason });
    throw cause;
  }
}

async function cachedCookies(context: Pick<RunContext, 'dynamo' | 'tables'>): Promise<string> {
  const { Item } = await context.dynamo.send(
    new GetCommand({ TableName: context.tables.session, Key: sessionKey, ConsistentRead: true }),
  );
  if (!Item) throw new SessionExpired('no cookies are stored');
  return readCookies(Item.cookies);
}
