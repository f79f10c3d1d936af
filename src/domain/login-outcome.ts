import { type KnownSign, knownPaths, knownWords, type LoginSign } from './login-form.ts';

/** How one attempt to sign in to Naver ends, and what a page of the login means. Pure. */
export const loginOutcomes = [
  /** Signed in: the browser holds NID_AUT and NID_SES, and the partner API took them. */
  'ok',
  /** As ok, but the cookies could not be stored: the next run has to sign in again. */
  'unstored',
  'wrong-password',
  'captcha',
  'two-step',
  /** Naver asks whether to register this device, and its page could not be declined. */
  'new-device',
  /** The account is locked: for its protection, or since it is dormant. */
  'protected',
  /** A request was not answered within the time that the attempt had. */
  'slow-page',
  /** The login host refused the connection or answered an error. */
  'unavailable',
  'browser-crash',
  /** The login host shows a page that is not in `login-form.ts`. */
  'unknown-page',
  /** The cookies came, and the partner API did not take them. */
  'unproven',
] as const;

export type LoginOutcome = (typeof loginOutcomes)[number];

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

/** Both are needed; others only go along. */
export const sessionCookieNames = ['NID_AUT', 'NID_SES'] as const;

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

const needPerson: ReadonlySet<LoginOutcome> = new Set(['captcha', 'two-step', 'protected', 'new-device']);

/**
 * Whether a further automatic attempt can only make it worse, so that a person must sign in by hand first. An unknown page
 * counts only after the password was sent: the attempts before that are harmless.
 */
export function needsOperator(outcome: LoginOutcome, isPasswordSent: boolean): boolean {
  return needPerson.has(outcome) || (outcome === 'unknown-page' && isPasswordSent);
}
