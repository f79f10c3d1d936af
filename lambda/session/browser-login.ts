import type { Browser, Page } from 'puppeteer-core';
import type { LoginOutcome } from '../../src/domain/login-outcome.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { awaitSign, type Reached } from './await-sign.ts';
import { click, fill, readForm, readVisible } from './login-page.ts';
import { LoginPageUnknown, LoginUnavailable, openForm } from './open-form.ts';
import { openPage } from './open-page.ts';
import { outlinePage } from './outline-page.ts';
import { watchRequests } from './outstanding-requests.ts';
import type { StoredCookie } from './session-cookies.ts';
import { type BrowserVisit, withBrowser } from './with-browser.ts';

export interface BrowserLoginOptions {
  readonly loginUrl: string;
  readonly credentials: { readonly username: string; readonly password: string };
  readonly limitMs: number;
  readonly folder: string;
  readonly clock: Pick<Clock, 'now' | 'sleep' | 'kind' | 'monotonicMs'>;
  /** The pause of a person between two fields, milliseconds. */
  readonly pauseMs: () => number;
}

export interface BrowserLogin {
  readonly outcome: LoginOutcome;
  /** Why, where the outcome alone does not say it; never a word of the page. */
  readonly reason: string | null;
  /** Empty unless the outcome is ok. */
  readonly cookies: readonly StoredCookie[];
  /** Whether the login button was clicked. */
  readonly isPasswordSent: boolean;
  /** The masked structure of the page, if the outcome is unknown-page. */
  readonly page: string | null;
  readonly closing: BrowserVisit<unknown>['closing'];
}

/** What an attempt has come to, for whatever ends it from outside. */
interface Progress {
  isPasswordSent: boolean;
}

type Found =
  | { readonly state: 'reached'; readonly reached: Reached }
  | { readonly state: 'slow' }
  | { readonly state: 'unavailable'; readonly reason: string }
  | { readonly state: 'unknown'; readonly reason: string; readonly page: string | null };

/** One attempt to sign in with a browser. `ok` means that the cookies are there; the partner API has the last word. */
export async function browserLogin(options: BrowserLoginOptions): Promise<BrowserLogin> {
  const progress: Progress = { isPasswordSent: false };
  const endsAtMs = options.clock.monotonicMs() + options.limitMs;
  const { use, closing } = await withBrowser(options, (browser) =>
    attempt(browser, { ...options, progress, endsAtMs }),
  );
  return { ...resultOf(use), isPasswordSent: progress.isPasswordSent, closing };
}

type Result = Pick<BrowserLogin, 'outcome' | 'reason' | 'cookies' | 'page'>;

function resultOf(use: BrowserVisit<Found>['use']): Result {
  const none = { reason: null, cookies: [], page: null };
  if (use.state === 'late') return { ...none, outcome: 'slow-page' };
  if (use.state === 'crashed') return { ...none, outcome: 'browser-crash', reason: use.reason };
  if (use.state === 'failed') {
    return { ...none, outcome: use.error instanceof PageCrashed ? 'browser-crash' : 'unknown-page' };
  }
  const found = use.value;
  switch (found.state) {
    case 'slow':
      return { ...none, outcome: 'slow-page' };
    case 'unavailable':
      return { ...none, outcome: 'unavailable', reason: found.reason };
    case 'unknown':
      return { ...none, outcome: 'unknown-page', reason: found.reason, page: found.page };
    case 'reached': {
      const { sign, cookies } = found.reached;
      return sign === 'signed-in' ? { ...none, outcome: 'ok', cookies } : { ...none, outcome: sign };
    }
  }
}

interface Attempt extends BrowserLoginOptions {
  readonly progress: Progress;
  readonly endsAtMs: number;
}

class PageCrashed extends Error {}

async function attempt(browser: Browser, options: Attempt): Promise<Found> {
  const { page, dialogs } = await openPage(browser);
  try {
    const reached = await Promise.race([signIn(page, options, dialogs), pageCrash(page)]);
    return reached === 'slow' ? { state: 'slow' } : { state: 'reached', reached };
  } catch (cause) {
    if (cause instanceof LoginUnavailable) return { state: 'unavailable', reason: cause.message };
    if (!(cause instanceof LoginPageUnknown)) throw cause;
    const { username, password } = options.credentials;
    return { state: 'unknown', reason: cause.message, page: await outlinePage(page, [username, password]) };
  }
}

/** The page's process can crash alone; what was asked of it is then never answered. */
function pageCrash(page: Page): Promise<never> {
  return new Promise((_resolve, reject) => {
    page.once('error', () => reject(new PageCrashed()));
  });
}

/** Kept for the look at an unknown page, before the browser is closed at its limit. */
const keptMs = 1_000;

async function signIn(page: Page, options: Attempt, dialogs: readonly string[]): Promise<Reached | 'slow'> {
  const { clock, loginUrl, endsAtMs, progress } = options;
  await openForm(page, { loginUrl, clock });
  const parts = await fillForm(page, options);
  const formText = (await readVisible(page))?.visibleText ?? '';
  const requests = watchRequests(page, clock.monotonicMs);
  progress.isPasswordSent = true;
  await click(parts.submit);
  const limitMs = Math.max(0, endsAtMs - clock.monotonicMs() - keptMs);
  return await awaitSign(page, { loginUrl, clock, limitMs, requests, formText, dialogs });
}

/** A page that is built by a script can replace its fields meanwhile: each step looks for them again. */
async function fillForm(page: Page, { credentials, clock, pauseMs }: Attempt) {
  await fill((await knownForm(page)).username, credentials.username);
  await clock.sleep(pauseMs());
  await fill((await knownForm(page)).password, credentials.password);
  await clock.sleep(pauseMs());
  const parts = await knownForm(page);
  for (const field of ['username', 'password'] as const) {
    const isKept = await parts[field].evaluate(
      (element, value) => element.value === value,
      credentials[field],
    );
    if (!isKept) await fill(parts[field], credentials[field]);
  }
  return parts;
}

async function knownForm(page: Page) {
  const form = await readForm(page);
  if (form.isKnown) return form.parts;
  throw new LoginPageUnknown(`the login page has ${form.missing.join(' and ')}`);
}
