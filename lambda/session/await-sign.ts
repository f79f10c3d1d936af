import type { Page } from 'puppeteer-core';
import type { LoginSign } from '../../src/domain/login-form.ts';
import { readLoginSign } from '../../src/domain/read-login-sign.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { waitUntil } from '../../src/runtime/wait-until.ts';
import { declineDevice, readVisible } from './login-page.ts';
import { LoginPageUnknown, LoginUnavailable } from './open-form.ts';
import type { OutstandingRequests } from './outstanding-requests.ts';
import { type StoredCookie, storedCookies } from './session-cookies.ts';

export interface Reached {
  readonly sign: LoginSign;
  readonly cookies: readonly StoredCookie[];
}

export interface AwaitSignOptions {
  readonly loginUrl: string;
  readonly clock: Pick<Clock, 'sleep' | 'kind' | 'monotonicMs'>;
  /** How long to wait at most, milliseconds. */
  readonly limitMs: number;
  readonly requests: OutstandingRequests;
  /** What a person saw on the form before it was sent. */
  readonly formText: string;
  /** What the page has said in dialogs. */
  readonly dialogs: readonly string[];
}

/**
 * A page without an outstanding request for so long is what the login led to. The form's own script was seen to post 0.8 s
 * after the click.
 */
export const settledMs = 5_000;

/**
 * Waits for a page that is known. Throws LoginPageUnknown if the page has settled without one, LoginUnavailable if the host
 * did not answer with a page. Answers `slow` at the limit if a request is still outstanding.
 */
export async function awaitSign(page: Page, options: AwaitSignOptions): Promise<Reached | 'slow'> {
  const { clock, limitMs, requests } = options;
  const device = { hasDeclined: false };
  const waited = await waitUntil<Reached>({
    clock: { ...clock, now: () => new Date(clock.monotonicMs()) },
    deadlineMs: limitMs,
    intervalMs: 50,
    maxIntervalMs: 250,
    probe: async () => {
      const isSettled = requests.quietMs() >= settledMs;
      const reached = await look(page, options);
      if (reached && reached.sign !== 'new-device') return reached;
      if (requests.failure !== null && requests.quietMs() > 0)
        throw new LoginUnavailable(`the login host ${requests.failure}, after the password was sent`);
      if (reached && !device.hasDeclined) device.hasDeclined = await declineDevice(page).catch(() => false);
      if (isSettled) return reached ?? unknown();
      return null;
    },
  });
  if (waited.state === 'met') return waited.value;
  return requests.quietMs() === 0 ? 'slow' : unknown();
}

function unknown(): never {
  throw new LoginPageUnknown('the page after the login form is not known');
}

/** Null: nothing that is known, or the page is just changing. */
async function look(page: Page, { loginUrl, formText, dialogs }: AwaitSignOptions): Promise<Reached | null> {
  const cookies = storedCookies(await page.browserContext().cookies(), page.url());
  const seen = await readVisible(page);
  if (!seen) return null;
  const sign = readLoginSign({
    path: seen.path,
    isLoginHost: seen.host === new URL(loginUrl).host,
    visibleText: [seen.visibleText, ...dialogs].join('\n'),
    formText,
    cookieNames: new Set(cookies.map(({ name }) => name)),
  });
  return sign && { sign, cookies };
}
