import * as z from 'zod';
import { SessionExpired } from './session-expired.ts';

/** What RFC 6265 lets into a header: a value with a line end would otherwise fail in fetch, which quotes it. */
const token = /^[\w!#$%&'*+.^`|~-]+$/;
const cookieValue = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e"]*$/;

/** A cookie as WebDriver writes it; only what a request carries is read. The others stay in the table untouched. */
const cookiesSchema = z.array(
  z.looseObject({
    name: z.string().regex(token),
    value: z.string().regex(cookieValue),
    domain: z.string().optional(),
  }),
);

/** The value of a cookie header from the JSON text in table `session`. Throws SessionExpired, and never quotes a value. */
export function readCookies(stored: unknown): string {
  const parsed = cookiesSchema.safeParse(readJson(stored));
  if (!parsed.success) throw new SessionExpired('the stored cookies cannot be read');
  const ours = parsed.data.filter(({ domain }) => domain === undefined || /(^|\.)naver\.com$/.test(domain));
  const names = new Set(ours.map(({ name }) => name));
  const missing = ['NID_AUT', 'NID_SES'].filter((name) => !names.has(name));
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
