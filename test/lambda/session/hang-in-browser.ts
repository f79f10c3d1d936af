import { withBrowser } from '../../../lambda/session/with-browser.ts';

/** Starts a browser in the folder that it is given, says so, and never comes back. */
await withBrowser({ limitMs: 30_000, folder: process.argv[2] ?? '' }, async (browser) => {
  await browser.newPage();
  process.stdout.write('started\n');
  await new Promise(() => undefined);
});
