/** The little of a browser's globals that is used here; the project's types know Node alone. */
export interface PageGlobals {
  readonly document: {
    readonly title: string;
    readonly body: (PageElement & { readonly innerText: string }) | null;
    querySelectorAll(selector: string): Iterable<PageElement>;
  };
  readonly location: { readonly pathname: string; readonly host: string };
  readonly Event: new (name: string, options: { bubbles: boolean }) => object;
}

export interface PageElement {
  value: string;
  readonly tagName: string;
  readonly textContent: string | null;
  readonly children: Iterable<PageElement>;
  readonly childNodes: Iterable<{ readonly nodeType: number; readonly textContent: string | null }>;
  getAttribute(name: string): string | null;
  matches(selector: string): boolean;
  checkVisibility(options: { visibilityProperty: boolean; opacityProperty: boolean }): boolean;
  getBoundingClientRect(): { readonly width: number; readonly height: number };
  click(): void;
  dispatchEvent(event: object): void;
}
