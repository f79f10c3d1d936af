import type { HTTPResponse, Page } from 'puppeteer-core';
import { loginPath } from '../../src/domain/login-form.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { waitUntil } from '../../src/runtime/wait-until.ts';
import { type FormParts, type FormReading, readForm } from './login-page.ts';
import { whyUnusable } from './outstanding-requests.ts';

/** The host did not serve the form: it refused the connection, or answered that it is busy or broken. */
export class LoginUnavailable extends Error {}
/** The host served a page that is not in `src/domain/login-form.ts`. */
export class LoginPageUnknown extends Error {}

export interface OpenFormOptions {
  readonly loginUrl: string;
  readonly clock: Pick<Clock, 'sleep' | 'monotonicMs' | 'kind'>;
}

/** A form can be built by the page's own script. */
const formLimitMs = 5_000;

/** Opens the login form, and sends nothing. Throws LoginUnavailable or LoginPageUnknown, with a reason for a log. */
export async function openForm(page: Page, { loginUrl, clock }: OpenFormOptions): Promise<FormParts> {
  const answer = await load(page, `${loginUrl}${loginPath}`);
  const problem = answer ? whyUnusable(answer.status()) : 'answered nothing';
  if (problem !== null) throw new LoginUnavailable(`the login page ${problem}`);
  if (answer && !answer.ok()) throw new LoginPageUnknown(`the login page answered ${answer.status()}`);
  let last: FormReading | null = null;
  const waited = await waitUntil<FormParts>({
    clock: { ...clock, now: () => new Date(clock.monotonicMs()) },
    deadlineMs: formLimitMs,
    intervalMs: 50,
    maxIntervalMs: 250,
    probe: async () => {
      // Null while the page leads on to another one.
      last = await readForm(page).catch(() => last);
      return last?.isKnown ? last.parts : null;
    },
  });
  if (waited.state === 'met') return waited.value;
  throw new LoginPageUnknown(`the login page has ${missingOf(last)}`);
}

function missingOf(reading: FormReading | null): string {
  return reading && !reading.isKnown ? reading.missing.join(' and ') : 'no form that can be read';
}

/** The browser's own message quotes the whole address. */
async function load(page: Page, url: string): Promise<HTTPResponse | null> {
  try {
    return await page.goto(url, { waitUntil: 'domcontentloaded' });
  } catch (cause) {
    const error = cause instanceof Error ? /net::[A-Z_]+/.exec(cause.message)?.[0] : undefined;
    if (error === undefined) throw cause;
    throw new LoginUnavailable(`the login page could not be reached (${error})`);
  }
}
