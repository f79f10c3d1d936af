import type { HTTPRequest, Page } from 'puppeteer-core';

/**
 * The requests that a decision waits for: the documents of the page itself, and what the form's own script posts. Pictures,
 * statistics and the polling of a later page decide nothing.
 */
export interface OutstandingRequests {
  /** Milliseconds since the last of them ended or the page changed; 0 while one is not answered. */
  quietMs(): number;
  /** How the last document came: null for a page; a text if the host refused the connection or answered an error. */
  readonly failure: string | null;
}

/** Watches the page from now on. `monotonicMs`: the clock by which the quiet time is measured. */
export function watchRequests(page: Page, monotonicMs: () => number): OutstandingRequests {
  const outstanding = new Set<HTTPRequest>();
  let quietSinceMs = monotonicMs();
  let hasLeftForm = false;
  let failure: string | null = null;

  const isDocument = (request: HTTPRequest): boolean =>
    request.isNavigationRequest() && request.frame() === page.mainFrame();
  const isPosted = (request: HTTPRequest): boolean =>
    !hasLeftForm && request.method() === 'POST' && ['xhr', 'fetch'].includes(request.resourceType());

  page.on('request', (request) => {
    if (isDocument(request) || isPosted(request)) outstanding.add(request);
  });
  page.on('response', (response) => {
    if (isDocument(response.request())) failure = whyUnusable(response.status());
  });
  const end = (request: HTTPRequest): void => {
    if (outstanding.delete(request)) quietSinceMs = monotonicMs();
  };
  page.on('requestfinished', end);
  page.on('requestfailed', (request) => {
    const error = request.failure()?.errorText ?? 'it failed';
    // The next document replaced this one.
    if (isDocument(request) && error !== 'net::ERR_ABORTED') failure = `could not be reached (${error})`;
    end(request);
  });
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame()) return;
    hasLeftForm = true;
    quietSinceMs = monotonicMs();
  });
  return {
    quietMs: () => (outstanding.size > 0 ? 0 : monotonicMs() - quietSinceMs),
    get failure() {
      return failure;
    },
  };
}

/** Null for a page that can be read. The host is busy or broken: the next run may find it well again. */
export function whyUnusable(status: number): string | null {
  return status === 429 || status >= 500 ? `answered ${status}` : null;
}
