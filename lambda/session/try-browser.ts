import type { Browser, Page } from 'puppeteer-core';
import type { Clock } from '../../src/runtime/clock.ts';
import { withinDeadline } from '../../src/runtime/deadline.ts';
import { LoginPageUnknown, LoginUnavailable, openForm } from './open-form.ts';
import { openPage } from './open-page.ts';
import { outlinePage } from './outline-page.ts';
import { type WithBrowserOptions, withBrowser } from './with-browser.ts';

export interface Machine {
  readonly platform: string;
  readonly arch: string;
}

export interface TryBrowserOptions extends WithBrowserOptions {
  readonly loginUrl: string;
  readonly clock: Pick<Clock, 'sleep' | 'monotonicMs' | 'kind'>;
}

export interface TriedBrowser {
  readonly version: string;
  readonly form: TriedForm;
}

export type TriedForm =
  | { readonly isKnown: true }
  /** What is missing and what the page has instead, or why it could not be looked at; masked. */
  | { readonly isKnown: false; readonly reason: string };

/**
 * Starts the browser, opens the login form without filling it in, and ends the browser again. Throws if the browser did not
 * work, and if none ships for the machine: nothing was tried there. A form that is not known throws nothing.
 */
export async function tryBrowser(
  options: TryBrowserOptions,
  machine: Machine = process,
): Promise<TriedBrowser> {
  const { platform, arch } = machine;
  if (platform !== 'linux' || arch !== 'x64') {
    throw new Error(`not tested: no browser ships for ${platform} ${arch}, so a login would fail here`);
  }
  const { clock, limitMs } = options;
  const overAtMs = clock.monotonicMs() + limitMs;
  const { use } = await withBrowser(options, async (browser) => ({
    version: await browser.version(),
    form: await tryForm(browser, options, overAtMs - clock.monotonicMs() - keptMs),
  }));
  switch (use.state) {
    case 'done':
      return use.value;
    case 'late':
      throw new Error(`no browser within ${Math.round(options.limitMs / 1_000)} s`);
    case 'crashed':
      throw new Error(`the browser does not start: ${use.reason}`);
    case 'failed':
      throw new Error('the browser starts, and opens no page', { cause: use.error });
  }
}

/** Kept of the time for the answer, so that a form that is never served does not look like a browser that does not start. */
const keptMs = 1_000;

async function tryForm(browser: Browser, options: TryBrowserOptions, limitMs: number): Promise<TriedForm> {
  // The page takes a process of its own, which can fail where the browser itself starts.
  const { page } = await openPage(browser);
  const opened = await withinDeadline(Math.max(0, limitMs), openForm(page, options));
  if (opened.state === 'in-time') return { isKnown: true };
  if (opened.state === 'late') {
    const seconds = Math.max(0, Math.round(limitMs / 1_000));
    return { isKnown: false, reason: `the login page was not served within ${seconds} s` };
  }
  const { error } = opened;
  if (error instanceof LoginUnavailable) return { isKnown: false, reason: error.message };
  if (!(error instanceof LoginPageUnknown)) throw error;
  return { isKnown: false, reason: `${error.message}; the page has ${await controlsOf(page)}` };
}

const mostControls = 12;

/** What a person can use on the page, in one line. */
async function controlsOf(page: Page): Promise<string> {
  const lines = (await outlinePage(page, []))?.split('\n').map((line) => line.trim()) ?? [];
  const controls = lines.filter((line) => /^(input|button|select|a|iframe)\b/.test(line));
  return controls.length === 0
    ? 'nothing to fill in or to click'
    : controls.slice(0, mostControls).join('; ');
}
