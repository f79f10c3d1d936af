import type { Page } from 'puppeteer-core';

/*
 * The hands and eyes on Naver's login page. What runs in the page gets its values as arguments and never as program text:
 * a quote in a password is then only a quote.
 */

/** The little of a browser's globals that is used here; the project's types know Node alone. */
interface PageGlobals {
  readonly document: {
    readonly body: { readonly innerText: string } | null;
    getElementById(id: string): PageElement | null;
    querySelectorAll(selector: string): Iterable<PageElement>;
  };
  readonly location: { readonly pathname: string };
  readonly Event: new (name: string, options: { bubbles: boolean }) => object;
}

interface PageElement {
  value: string;
  readonly textContent: string | null;
  click(): void;
  dispatchEvent(event: object): void;
}

/** False where the page has no such field. */
export async function fillForm(page: Page, id: string, value: string): Promise<boolean> {
  return await page.evaluate(
    (fieldId, text) => {
      // In the page, where these are the globals.
      const { document, Event } = globalThis as unknown as PageGlobals;
      const field = document.getElementById(fieldId);
      if (!field) return false;
      field.value = text;
      for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, { bubbles: true }));
      return true;
    },
    id,
    value,
  );
}

/** The id has a dot in it, which a CSS selector would take for a class. Newer pages have the class alone. */
export async function clickLogin(page: Page): Promise<boolean> {
  return await page.evaluate(() => {
    const { document } = globalThis as unknown as PageGlobals;
    const [byClass] = document.querySelectorAll('.btn_login');
    const button = document.getElementById('log.login') ?? byClass;
    button?.click();
    return Boolean(button);
  });
}

/** Leaves the device unregistered. Older pages have an id for it; seen 2026-03-07: only links in a fieldset. */
export async function declineDevice(page: Page): Promise<boolean> {
  return await page.evaluate(() => {
    const { document } = globalThis as unknown as PageGlobals;
    const links = [...document.querySelectorAll('fieldset a, fieldset button')];
    const byText = links.find((link) => link.textContent?.replaceAll(/\s/g, '') === '등록안함');
    const answer = document.getElementById('new.dontsave') ?? byText;
    answer?.click();
    return Boolean(answer);
  });
}

/** What a person sees of the page now; null while it changes. */
export async function readVisible(
  page: Page,
): Promise<{ readonly path: string; readonly visibleText: string } | null> {
  const seen = page.evaluate(() => {
    const { document, location } = globalThis as unknown as PageGlobals;
    return { path: location.pathname, visibleText: document.body?.innerText ?? '' };
  });
  // The page that was asked is gone: the next one is looked at instead.
  return await seen.catch(() => null);
}
