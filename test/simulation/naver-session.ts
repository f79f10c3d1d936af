import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { RunContext } from '../../lambda/run-context.ts';
import { breakerStore } from '../../lambda/session/breaker-store.ts';
import { logIn } from '../../lambda/session/log-in.ts';
import { openSession, type Session } from '../../lambda/session/open-session.ts';
import { SessionExpired } from '../../lambda/session/session-expired.ts';
import { sessionStore } from '../../lambda/session/session-store.ts';
import type { RunTally } from '../../lambda/summary/run-tally.ts';
import type { MemoryTables } from './memory-tables.ts';

const loginUrl = 'https://nid.naver.com';
const sessionKey = { id: '1' };
const breakerKey = { scope: 'control', name: 'login-breaker' };

/** Naver's session, and table `session`: the one ends, the other may refuse to be written. */
export class NaverSessionModel {
  readonly #tables: MemoryTables;
  #generation = 1;
  /** When somebody signed in, and whether table `session` took it: true clock. */
  readonly logins: { readonly by: string; readonly atMs: number; readonly isWritable: boolean }[] = [];
  isWritable = true;

  constructor(tables: MemoryTables) {
    this.#tables = tables;
    tables.put('session', { ...sessionKey, cookies: JSON.stringify(this.cookies()) });
  }

  end(): void {
    this.#generation += 1;
  }

  /** An operator gives the role its right back, and resets the breaker. */
  repair(): void {
    this.isWritable = true;
    this.#tables.delete('naver-sms-control', breakerKey);
  }

  cookies() {
    return ['NID_AUT', 'NID_SES'].map((name) => ({
      ...{ name, value: `invented-${this.#generation}`, domain: '.naver.com', path: '/' },
      ...{ httpOnly: true, secure: true, sameSite: 'Lax' },
    }));
  }

  takes(header: string): boolean {
    return header.includes(`NID_AUT=invented-${this.#generation};`);
  }

  /** The tables of the session step; other troubles of tables are the send path's. */
  get dynamo(): DynamoDBDocumentClient {
    const send = async (command: unknown): Promise<unknown> => {
      const isSession = command instanceof UpdateCommand && command.input.TableName === 'session';
      if (isSession && !this.isWritable) throw new Error('AccessDeniedException');
      return this.#tables.execute(command);
    };
    // Of the client, the session step uses no more than this.
    return { send } as unknown as DynamoDBDocumentClient;
  }
}

export interface SessionStep {
  readonly context: RunContext;
  readonly tally: RunTally;
  readonly trueMs: () => number;
  /** What a login with its browser takes, milliseconds. */
  readonly loginMs: number;
}

/** The step "session" of a run: the real proof, login and breaker, with Naver and the browser as models. */
export async function openSimulatedSession(
  naver: NaverSessionModel,
  { context, tally, trueMs, loginMs }: SessionStep,
): Promise<Session> {
  const { tables, emit, now, runId } = context;
  const store = sessionStore(naver.dynamo, tables.session);
  const probe = async (header: string): Promise<void> => {
    if (!naver.takes(header)) throw new SessionExpired('HTTP 401');
  };
  const attempt = async () => {
    await context.sleep(loginMs);
    naver.logins.push({ by: runId, atMs: trueMs(), isWritable: naver.isWritable });
    const ended = { reason: null, isPasswordSent: true, page: null, closing: 'clean' } as const;
    return { ...ended, outcome: 'ok', cookies: naver.cookies() } as const;
  };
  const options = {
    ...{ runId, now, store, probe, loginUrl, emit, tally },
    breaker: breakerStore(naver.dynamo, tables.control),
    prepare: async () => ({ secretVersion: null, attempt }),
  };
  return await openSession({
    ...{ store, emit, loginUrl, probe },
    logIn: (expiry) => logIn(options, expiry),
    needsProof: false,
  });
}
