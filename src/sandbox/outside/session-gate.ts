import type { WorldAnswer, WorldRequest } from './world-request.ts';

/** A cookie as the session table keeps it (the form of WebDriver). */
export interface SessionCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: string;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  readonly expiry: number;
  readonly sameSite: string;
}

/** How the API shows that a session is over: all three were seen in the wild. */
export type ExpiryForm = 'unauthorized' | 'not-a-list' | 'redirect';

/** Whether the request carries NID_AUT and NID_SES of one of these sessions. */
export function isSignedIn(request: WorldRequest, sessions: readonly (readonly SessionCookie[])[]): boolean {
  const sent = new Set((request.headers.cookie ?? '').split(/;\s*/));
  return sessions.some((cookies) =>
    cookies
      .filter(({ name }) => name === 'NID_AUT' || name === 'NID_SES')
      .every(({ name, value }) => sent.has(`${name}=${value}`)),
  );
}

/** The answer to a request whose session is over. `loginUrl` is where a redirect leads. */
export function expiredAnswer(form: ExpiryForm, loginUrl: string): WorldAnswer {
  if (form === 'redirect') return { status: 302, headers: { location: loginUrl }, body: '' };
  if (form === 'not-a-list')
    return { status: 200, body: { code: 'AUTH_REQUIRED', message: '로그인이 필요합니다.' } };
  return { status: 401, body: { code: 'UNAUTHORIZED', message: '로그인이 필요합니다.' } };
}
