import type { Browser, Page } from 'puppeteer-core';
import { useOrdinaryIdentity } from './page-identity.ts';

export interface OpenPage {
  readonly page: Page;
  /** What the page has said in dialogs so far. Each was dismissed: a page with an open one answers nothing. */
  readonly dialogs: readonly string[];
}

/** A new page that looks like an ordinary Korean Chrome. Pictures and fonts decide nothing here and cost memory. */
export async function openPage(browser: Browser): Promise<OpenPage> {
  const page = await browser.newPage();
  const dialogs: string[] = [];
  await useOrdinaryIdentity(page, await browser.version());
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    const isNeeded = !['image', 'font', 'media'].includes(request.resourceType());
    const decided = isNeeded ? request.continue() : request.abort();
    // A request of a page that was left meanwhile.
    decided.catch(() => undefined);
  });
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    dialog.dismiss().catch(() => undefined);
  });
  return { page, dialogs };
}
