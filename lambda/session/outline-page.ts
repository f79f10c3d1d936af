import type { Page } from 'puppeteer-core';
import { maskName, maskText } from './mask-page-text.ts';
import type { PageElement, PageGlobals } from './page-globals.ts';

/** One element as it was in the page: its own text, and of its attributes those that tell what it is for. */
interface RawElement {
  readonly depth: number;
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly isHidden: boolean;
  readonly text: string;
}

/** What a control item has room for, with much to spare: the table takes 400 KB. */
const mostElements = 80;
const mostCharacters = 6_000;

/**
 * The structure of a page that is not known, for the operator who corrects `src/domain/login-form.ts`: one line per element
 * that a person can use or read, with masked text. No value of a field, no query and none of `secrets` is in it. Null:
 * the page could not be read.
 */
export async function outlinePage(page: Page, secrets: readonly string[]): Promise<string | null> {
  const elements = await readElements(page).catch(() => null);
  if (!elements) return null;
  const path = maskName(pathOf(page.url()), secrets);
  const lines = [`page ${path}`, ...elements.map((element) => lineOf(element, secrets))];
  return lines.join('\n').slice(0, mostCharacters);
}

function lineOf({ depth, tag, attributes, isHidden, text }: RawElement, secrets: readonly string[]): string {
  const { id, class: classes, ...others } = attributes;
  const name = (value: string) => maskName(value, secrets);
  const words = [
    tag,
    ...(id === undefined ? [] : [`id=${name(id)}`]),
    ...(classes === undefined ? [] : [`class="${name(classes)}"`]),
    ...Object.entries(others).map(([key, value]) => `${key}=${name(pathOf(value))}`),
    ...(text === '' ? [] : [`"${maskText(text, secrets)}"`]),
    ...(isHidden ? ['(hidden)'] : []),
  ];
  return `${'  '.repeat(depth)}${words.join(' ')}`;
}

/** A query or a fragment can carry a token. */
function pathOf(url: string): string {
  const path = url.startsWith('http') ? URL.parse(url)?.pathname : url.split(/[?#;]/)[0];
  return path ?? '';
}

function readElements(page: Page): Promise<readonly RawElement[]> {
  return page.evaluate((most) => {
    const { document } = globalThis as unknown as PageGlobals;
    const worth =
      'form, input, button, select, textarea, a, label, iframe, h1, h2, h3, h4, p, li, em, strong, [role], [id]';
    const kept = ['id', 'class', 'name', 'type', 'role', 'action', 'method', 'href', 'src'];
    const found: RawElement[] = [];
    const read = (element: PageElement, depth: number): void => {
      const ownText = [...element.childNodes]
        .filter(({ nodeType }) => nodeType === 3)
        .map((node) => node.textContent ?? '')
        .join(' ')
        .replaceAll(/\s+/g, ' ')
        .trim();
      const holdsValue = ['TEXTAREA', 'OPTION'].includes(element.tagName.toUpperCase());
      const isSkipped = ['SCRIPT', 'STYLE', 'NOSCRIPT', 'SVG'].includes(element.tagName.toUpperCase());
      const isWorth = !isSkipped && (element.matches(worth) || ownText !== '');
      if (isWorth && found.length < most) {
        const { width, height } = element.getBoundingClientRect();
        const isShown = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
        const attributes: Record<string, string> = {};
        for (const name of kept) {
          const value = element.getAttribute(name);
          if (value) attributes[name] = value.slice(0, 100);
        }
        const isHidden = !isShown || width === 0 || height === 0;
        found.push({
          ...{ depth, attributes, isHidden },
          tag: element.tagName.toLowerCase(),
          text: holdsValue ? '' : ownText.slice(0, 120),
        });
      }
      if (!isSkipped) for (const child of element.children) read(child, isWorth ? depth + 1 : depth);
    };
    if (document.body) for (const child of document.body.children) read(child, 0);
    return found;
  }, mostElements);
}
