import { rm } from 'node:fs/promises';
import type { Browser, LaunchOptions } from 'puppeteer-core';
import { withinDeadline } from '../../src/runtime/deadline.ts';
import { closeBrowser } from './close-browser.ts';
import { locale, localeEnvironment } from './page-identity.ts';
import { makeScratch, sweepScratch } from './scratch-folders.ts';
import { discardBrowser, unpackBrowser } from './unpack-browser.ts';

/** What came of the use of a browser, and how it ended. */
export interface BrowserVisit<Result> {
  readonly use:
    | { readonly state: 'done'; readonly value: Result }
    | { readonly state: 'late' }
    /** It did not start, or ended by itself. */
    | { readonly state: 'crashed'; readonly reason: string }
    | { readonly state: 'failed'; readonly error: unknown };
  /** `none`: there was none to close. `killed`: it did not close in time. */
  readonly closing: 'clean' | 'killed' | 'none';
}

export interface WithBrowserOptions {
  /** For everything from the unpacking on, milliseconds; the closing may take 3 s more. */
  readonly limitMs: number;
  /** Where the browser is unpacked and keeps its profile. */
  readonly folder: string;
}

/** Starts Chromium for one use, and leaves no process and no profile behind, whatever happens. Never rejects. */
export async function withBrowser<Result>(
  { limitMs, folder }: WithBrowserOptions,
  use: (browser: Browser) => Promise<Result>,
): Promise<BrowserVisit<Result>> {
  const overAt = performance.now() + limitMs;
  const over = AbortSignal.timeout(Math.max(1, Math.ceil(limitMs)));
  let profile: string | null = null;
  try {
    await sweepScratch(folder);
    profile = await makeScratch(folder, 'profile');
    const browser = await launchWhole({ folder, profile, over, limitMs });
    const used = await withinDeadline(overAt - performance.now(), Promise.race([use(browser), end(browser)]));
    const isConnected = browser.connected;
    const closing = await closeBrowser(browser);
    const judged = judge(used, isConnected);
    // Damaged files may be why; the next browser gets new ones.
    if (judged.state === 'crashed') await discardBrowser(folder);
    return { use: judged, closing };
  } catch (cause) {
    if (over.aborted) return { use: { state: 'late' }, closing: 'none' };
    const reason = cause instanceof Error ? cause.message : 'it did not start';
    return { use: { state: 'crashed', reason }, closing: 'none' };
  } finally {
    if (profile !== null) await rm(profile, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface Launch {
  readonly folder: string;
  readonly profile: string;
  readonly over: AbortSignal;
  readonly limitMs: number;
}

/** A browser that does not start may have damaged files: they are unpacked once more, while the time lasts. */
async function launchWhole(options: Launch): Promise<Browser> {
  try {
    return await launch(options);
  } catch (cause) {
    options.over.throwIfAborted();
    await discardBrowser(options.folder);
    return await launch(options).catch(() => {
      // The first reason is the better one: the second try may have ended at the limit.
      throw cause;
    });
  }
}

/** A start takes 1.5 s on Lambda. A damaged program can hang in it (seen with one of zeros). */
const startLimitMs = 10_000;

/** Both packages are loaded here and not before: most runs never need them. */
async function launch({ folder, profile, over, limitMs }: Launch): Promise<Browser> {
  const { executablePath, environment } = await unpackBrowser(folder, over);
  const { launch: start } = await import('puppeteer-core');
  return await start({
    ...launchOptions,
    executablePath,
    userDataDir: profile,
    env: { ...environment, ...localeEnvironment, HOME: profile, TMPDIR: profile },
    signal: AbortSignal.any([over, AbortSignal.timeout(startLimitMs)]),
    timeout: limitMs,
    protocolTimeout: limitMs,
  });
}

const launchOptions: LaunchOptions = {
  headless: 'shell',
  // A pipe and no port; the browser also leaves by itself when our end of it closes, so a killed run leaves none (tried).
  pipe: true,
  handleSIGINT: false,
  handleSIGTERM: false,
  handleSIGHUP: false,
  args: [
    // Lambda has no user namespaces. Certificates are checked: nothing here turns that off.
    '--no-sandbox',
    '--no-zygote',
    '--disable-gpu',
    // /dev/shm is missing on Lambda.
    '--disable-dev-shm-usage',
    // Their processes would stay as zombies (https://github.com/umihico/docker-selenium-lambda/issues/246).
    '--disable-crash-reporter',
    '--disable-breakpad',
    `--lang=${locale}`,
  ],
};

/** Rejects when the browser ends by itself. */
function end(browser: Browser): Promise<never> {
  return new Promise((_resolve, reject) => {
    browser.once('disconnected', () => reject(new Error('the browser ended')));
  });
}

function judge<Result>(
  used: Awaited<ReturnType<typeof withinDeadline<Result>>>,
  isConnected: boolean,
): BrowserVisit<Result>['use'] {
  if (used.state === 'in-time') return { state: 'done', value: used.value };
  if (!isConnected) return { state: 'crashed', reason: 'the browser ended by itself' };
  return used.state === 'late' ? { state: 'late' } : { state: 'failed', error: used.error };
}
