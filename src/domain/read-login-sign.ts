/* What a page after the login form means. Pure. */
import { type KnownSign, knownPaths, knownWords, type LoginSign } from './login-form.ts';
import { sessionCookieNames } from './login-outcome.ts';

/** What is known of the page that the browser shows after the form was sent. Its text is never logged. */
export interface LoginPage {
  readonly path: string;
  /** Whether it is a page of the host that served the form: only there do paths and words mean anything. */
  readonly isLoginHost: boolean;
  /** What a person sees: hidden elements hold warnings of every kind on every page. */
  readonly visibleText: string;
  /** What a person saw on the form before it was sent. Its lines do not count: a form can mention two-step verification. */
  readonly formText: string;
  readonly cookieNames: ReadonlySet<string>;
}

/**
 * Reads the page by its path, its words and the cookies, never by the whole URL: "naver.com" is in that of the login page
 * too. Null: nothing that is known.
 */
export function readLoginSign(page: LoginPage): LoginSign | null {
  const byPath = page.isLoginHost ? meaningOf(knownPaths, ({ path }) => page.path.includes(path)) : null;
  if (byPath === 'new-device') return byPath;
  if (sessionCookieNames.every((name) => page.cookieNames.has(name))) return 'signed-in';
  if (byPath !== null || !page.isLoginHost) return byPath;
  const text = newText(page);
  return meaningOf(knownWords, ({ words }) => text.includes(comparable(words)));
}

function meaningOf<Row extends KnownSign>(
  rows: readonly Row[],
  matches: (row: Row) => boolean,
): LoginSign | null {
  return rows.find(matches)?.means ?? null;
}

/** The visible lines that were not on the form, without white space: a sentence can run over several lines. */
function newText({ visibleText, formText }: LoginPage): string {
  const before = new Set(formText.split('\n').map(comparable));
  return visibleText
    .split('\n')
    .map(comparable)
    .filter((line) => !before.has(line))
    .join('');
}

/** Zero-width characters count as white space. */
function comparable(text: string): string {
  return text.normalize('NFC').replaceAll(/[\s\u200b-\u200d\u2060\ufeff]/g, '');
}
