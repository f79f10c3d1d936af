import * as z from 'zod';
import { sessionCookieNames } from '../../src/domain/login-outcome.ts';
import { cookieName, cookieValue, isOfSite, loginSite } from './session-cookies.ts';
import { SessionExpired } from './session-expired.ts';

/** A cookie as WebDriver writes it; only what a request carries is read. The others stay in the table untouched. */
const cookiesSchema = z.array(
  z.looseObject({
    name: z.string().regex(cookieName),
    value: z.string().regex(cookieValue),
    domain: z.string().optional(),
  }),
);

/**
 * The value of a cookie header from the JSON text in table `session`: the cookies of Naver, and of the host where logins
 * are made (another one in a sandbox alone). Throws SessionExpired, and never quotes a value.
 */
export function readCookies(stored: unknown, loginUrl: string): string {
  const parsed = cookiesSchema.safeParse(readJson(stored));
  if (!parsed.success) throw new SessionExpired('the stored cookies cannot be read');
  const sites = ['naver.com', loginSite(loginUrl)];
  const ours = parsed.data.filter(
    ({ domain }) => domain === undefined || sites.some((site) => isOfSite(domain, site)),
  );
  const names = new Set(ours.map(({ name }) => name));
  const missing = sessionCookieNames.filter((name) => !names.has(name));
  if (missing.length > 0) throw new SessionExpired(`the stored cookies lack ${missing.join(' and ')}`);
  return ours.map(({ name, value }) => `${name}=${value}`).join('; ');
}

function readJson(stored: unknown): unknown {
  try {
    return typeof stored === 'string' ? JSON.parse(stored) : null;
  } catch {
    // The parser's own message quotes the text, which is secret.
    return null;
  }
}
