import type { Cookie } from 'puppeteer-core';

/** A cookie as WebDriver writes it and the old function stored it. `expiry` is whole epoch seconds: a float is refused. */
export interface StoredCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: string;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  /** Absent: it ends with the browser. */
  readonly expiry?: number;
  readonly sameSite: string;
}

/** What RFC 6265 lets into a header: a value with a line end would otherwise fail in fetch, which quotes it. */
export const cookieName = /^[\w!#$%&'*+.^`|~-]+$/;
export const cookieValue = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e"]*$/;

/** The cookies of the page's own site in the form of the session table, those left out that no header can carry. */
export function storedCookies(cookies: readonly Cookie[], pageUrl: string): readonly StoredCookie[] {
  const site = loginSite(pageUrl);
  return cookies
    .filter(({ domain }) => isOfSite(domain, site))
    .filter(({ name, value }) => cookieName.test(name) && cookieValue.test(value))
    .map(storedCookie);
}

/** Whose cookies the session's are: those of all of Naver, or of one host in a sandbox. */
export function loginSite(url: string): string {
  const { hostname } = new URL(url);
  return isOfSite(hostname, 'naver.com') ? 'naver.com' : hostname;
}

/** Whether a cookie's domain is this site or within it. */
export function isOfSite(domain: string, site: string): boolean {
  return domain === site || domain === `.${site}` || domain.endsWith(`.${site}`);
}

function storedCookie(cookie: Cookie): StoredCookie {
  const { name, value, domain, path, httpOnly, secure, expires } = cookie;
  return {
    ...{ name, value, domain, path, secure },
    httpOnly: httpOnly ?? false,
    ...(expires !== undefined && expires > 0 ? { expiry: Math.floor(expires) } : {}),
    sameSite: cookie.sameSite ?? 'Lax',
  };
}
