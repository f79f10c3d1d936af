import * as z from 'zod';
import { sessionCookieNames } from '../../src/domain/login-outcome.ts';
import { cookieName, cookieValue, isOfSite, loginSite } from './session-cookies.ts';
import { SessionExpired } from './session-expired.ts';

/** A cookie as WebDriver writes it; only what a request carries is read. */
const cookieSchema = z.looseObject({
  name: z.string().regex(cookieName),
  value: z.string().regex(cookieValue),
  domain: z.string().nullish(),
});

export interface ReadCookies {
  /** The value of a cookie header. */
  readonly header: string;
  /** Cookies that no header can carry, or that are malformed. They stay in the table untouched. */
  readonly dropped: number;
}

/**
 * Reads the JSON text in table `session`: the cookies of Naver, and of the host where logins are made (another one only in
 * a sandbox). A cookie that no header can carry is dropped alone. Throws SessionExpired if one of the two that are needed
 * is missing, and never quotes a value.
 */
export function readCookies(stored: unknown, loginUrl: string): ReadCookies {
  const list = readList(stored);
  if (!list) throw new SessionExpired('the stored cookies cannot be read');
  const readable = list.flatMap((cookie) => {
    const parsed = cookieSchema.safeParse(cookie);
    return parsed.success ? [parsed.data] : [];
  });
  const sites = ['naver.com', loginSite(loginUrl)];
  const ours = readable.filter(({ domain }) => !domain || sites.some((site) => isOfSite(domain, site)));
  const names = new Set(ours.map(({ name }) => name));
  const missing = sessionCookieNames.filter((name) => !names.has(name));
  if (missing.length > 0) throw new SessionExpired(`the stored cookies lack ${missing.join(' and ')}`);
  return {
    header: ours.map(({ name, value }) => `${name}=${value}`).join('; '),
    dropped: list.length - readable.length,
  };
}

/** Null: not a list. */
function readList(stored: unknown): readonly unknown[] | null {
  const list = typeof stored === 'string' ? readJson(stored) : stored;
  return Array.isArray(list) ? list : null;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which is secret.
    return null;
  }
}
