import { type WithBrowserOptions, withBrowser } from './with-browser.ts';

export interface Machine {
  readonly platform: string;
  readonly arch: string;
}

/**
 * Starts the browser with an empty page, ends it again and answers its version. Throws where that did not work, and
 * where no browser ships for the machine: nothing was tried there.
 */
export async function tryBrowser(options: WithBrowserOptions, machine: Machine = process): Promise<string> {
  const { platform, arch } = machine;
  if (platform !== 'linux' || arch !== 'x64') {
    throw new Error(`not tested: no browser ships for ${platform} ${arch}, so a login would fail here`);
  }
  const { use } = await withBrowser(options, async (browser) => {
    // The empty page takes a process of its own, which can fail where the browser itself starts.
    await browser.newPage();
    return await browser.version();
  });
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
