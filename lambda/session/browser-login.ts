import type { Page } from 'puppeteer-core';
import { type LoginOutcome, type LoginSign, readLoginSign } from '../../src/domain/login-outcome.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { waitUntil } from '../../src/runtime/wait-until.ts';
import { clickLogin, declineDevice, fillForm, readVisible } from './login-page.ts';
import { type StoredCookie, storedCookies } from './session-cookies.ts';
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
  readonly closing: BrowserVisit<unknown>['closing'];
}

/** One attempt to sign in with a browser. `ok` means that the cookies are there; the partner API has the last word. */
export async function browserLogin(options: BrowserLoginOptions): Promise<BrowserLogin> {
  const { use, closing } = await withBrowser<Reached>(options, async (browser) => {
    const page = await browser.newPage();
    return await Promise.race([signIn(page, options), pageCrash(page)]);
  });
  const none = { cookies: [], closing };
  if (use.state === 'late') return { outcome: 'slow-page', reason: null, ...none };
  if (use.state === 'crashed') return { outcome: 'browser-crash', reason: use.reason, ...none };
  if (use.state === 'failed') {
    const outcome = use.error instanceof PageCrashed ? 'browser-crash' : 'unknown-page';
    return { outcome, reason: use.error instanceof LoginPageUnknown ? use.error.message : null, ...none };
  }
  const { sign, cookies } = use.value;
  if (sign === 'signed-in') return { outcome: 'ok', reason: null, cookies, closing };
  return { outcome: sign, reason: null, ...none };
}

interface Reached {
  readonly sign: LoginSign;
  readonly cookies: readonly StoredCookie[];
}

class PageCrashed extends Error {}
class LoginPageUnknown extends Error {}

/** The page's process can crash alone; what was asked of it is then never answered. */
function pageCrash(page: Page): Promise<never> {
  return new Promise((_resolve, reject) => {
    page.once('error', () => reject(new PageCrashed()));
  });
}

async function signIn(page: Page, options: BrowserLoginOptions): Promise<Reached> {
  const { clock, credentials, pauseMs } = options;
  await preparePage(page);
  const answer = await page.goto(`${options.loginUrl}/nidlogin.login?mode=form&url=https://www.naver.com/`, {
    waitUntil: 'domcontentloaded',
  });
  if (!answer?.ok()) throw new LoginPageUnknown(`the login page answered ${answer?.status() ?? 'nothing'}`);
  for (const field of ['id', 'pw'] as const) {
    const value = field === 'id' ? credentials.username : credentials.password;
    if (!(await fillForm(page, field, value)))
      throw new LoginPageUnknown(`the login page has no field ${field}`);
    await clock.sleep(pauseMs());
  }
  if (!(await clickLogin(page))) throw new LoginPageUnknown('the login page has no button');
  return await awaitSign(page, options);
}

async function awaitSign(page: Page, { clock, limitMs }: BrowserLoginOptions): Promise<Reached> {
  let hasDeclined = false;
  const waited = await waitUntil<Reached>({
    clock: { ...clock, now: () => new Date(clock.monotonicMs()) },
    deadlineMs: limitMs,
    intervalMs: 50,
    maxIntervalMs: 250,
    probe: async () => {
      const cookies = storedCookies(await page.browserContext().cookies(), page.url());
      const seen = await readVisible(page);
      if (!seen) return null;
      const sign = readLoginSign({ ...seen, cookieNames: new Set(cookies.map(({ name }) => name)) });
      if (sign !== 'new-device') return sign && { sign, cookies };
      if (hasDeclined) return null;
      hasDeclined = await declineDevice(page);
      return hasDeclined ? null : { sign, cookies };
    },
  });
  if (waited.state === 'met') return waited.value;
  throw new LoginPageUnknown('nothing that is known came of it');
}

/** Pictures and fonts decide nothing here and cost memory. The words that are looked for are the Korean page's. */
async function preparePage(page: Page): Promise<void> {
  await page.setExtraHTTPHeaders({ 'accept-language': 'ko-KR' });
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    const isNeeded = !['image', 'font', 'media'].includes(request.resourceType());
    const decided = isNeeded ? request.continue() : request.abort();
    // A request of a page that was left meanwhile.
    decided.catch(() => undefined);
  });
}
