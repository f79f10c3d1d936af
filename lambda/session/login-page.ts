import type { JSHandle, Page } from 'puppeteer-core';
import { declineDeviceText, type KnownElement, loginForm } from '../../src/domain/login-form.ts';
import type { PageElement, PageGlobals } from './page-globals.ts';

/*
 * The hands and eyes on Naver's login page. What runs in the page gets its values as arguments and never as program text:
 * a quote in a password is then only a quote.
 */

/** The parts of the form that an attempt needs; each is visible. */
export interface FormParts {
  readonly username: JSHandle<PageElement>;
  readonly password: JSHandle<PageElement>;
  readonly submit: JSHandle<PageElement>;
}

export type FormReading =
  | { readonly isKnown: true; readonly parts: FormParts }
  /** Each missing part with the selectors that were tried. */
  | { readonly isKnown: false; readonly missing: readonly string[] };

/** Looks for the parts of the login form among the known ones. */
export async function readForm(page: Page): Promise<FormReading> {
  const username = await findVisible(page, loginForm.username);
  const password = await findVisible(page, loginForm.password);
  const submit = await findVisible(page, loginForm.submit, loginForm.neverSubmit);
  if (username && password && submit) return { isKnown: true, parts: { username, password, submit } };
  const missing = [
    ...(username ? [] : [tried('user name field', loginForm.username)]),
    ...(password ? [] : [tried('password field', loginForm.password)]),
    ...(submit ? [] : [tried('login button', loginForm.submit)]),
  ];
  return { isKnown: false, missing };
}

function tried(what: string, known: readonly KnownElement[]): string {
  return `no visible ${what} (${known.map(({ selector }) => selector).join(', ')})`;
}

export async function fill(field: JSHandle<PageElement>, value: string): Promise<void> {
  await field.evaluate((element, text) => {
    // In the page, where these are the globals.
    const { Event } = globalThis as unknown as PageGlobals;
    element.value = text;
    for (const name of ['input', 'change']) element.dispatchEvent(new Event(name, { bubbles: true }));
  }, value);
}

export async function click(element: JSHandle<PageElement>): Promise<void> {
  await element.evaluate((clicked) => clicked.click());
}

/** Leaves the device unregistered. False: the page shows nothing to do so. */
export async function declineDevice(page: Page): Promise<boolean> {
  const declined =
    (await findVisible(page, loginForm.declineDevice)) ??
    (await findVisible(page, [{ selector: 'a, button, input[type="submit"], input[type="button"]' }], [], {
      text: declineDeviceText.text,
    }));
  if (declined) await click(declined);
  return declined !== null;
}

/** What a person sees of the page now; null while it changes. */
export async function readVisible(
  page: Page,
): Promise<{ readonly path: string; readonly host: string; readonly visibleText: string } | null> {
  const seen = page.evaluate(() => {
    const { document, location } = globalThis as unknown as PageGlobals;
    return {
      path: location.pathname,
      host: location.host,
      visibleText: document.body?.innerText ?? '',
    };
  });
  // The page that was asked is gone: the next one is looked at instead.
  return await seen.catch(() => null);
}

/** The first visible element, in the order of the selectors; of a hidden copy beside it nothing is known. */
async function findVisible(
  page: Page,
  known: readonly Pick<KnownElement, 'selector'>[],
  never: readonly KnownElement[] = [],
  { text = null }: { readonly text?: string | null } = {},
): Promise<JSHandle<PageElement> | null> {
  const found = await page.evaluateHandle(
    (selectors, excluded, wholeText) => {
      const { document } = globalThis as unknown as PageGlobals;
      const isVisible = (element: PageElement): boolean => {
        const { width, height } = element.getBoundingClientRect();
        const properties = { visibilityProperty: true, opacityProperty: true };
        return width > 0 && height > 0 && element.checkVisibility(properties);
      };
      const says = (element: PageElement): string =>
        (element.textContent || element.value || '').replaceAll(/\s/g, '');
      for (const selector of selectors) {
        for (const element of document.querySelectorAll(selector)) {
          if (excluded.some((other) => element.matches(other))) continue;
          if (wholeText !== null && says(element) !== wholeText) continue;
          if (isVisible(element)) return element;
        }
      }
      return null;
    },
    known.map(({ selector }) => selector),
    never.map(({ selector }) => selector),
    text,
  );
  // A handle of null stands for null itself; any other is one of an element.
  return found.asElement() ? (found as JSHandle<PageElement>) : null;
}
