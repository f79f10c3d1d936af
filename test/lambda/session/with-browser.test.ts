import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { sweepScratch } from '../../../lambda/session/scratch-folders.ts';
import { unpackBrowser } from '../../../lambda/session/unpack-browser.ts';
import { withBrowser } from '../../../lambda/session/with-browser.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { waitUntil } from '../../../src/runtime/wait-until.ts';
import { browsersOf, describeWithBrowser, leftFolders } from './browser-world.ts';

const own = mkdtempSync(join(tmpdir(), 'naver-sms-test-'));
afterAll(() => rmSync(own, { recursive: true, force: true }));
const until = (probe: () => boolean) =>
  waitUntil({
    clock: systemClock,
    deadlineMs: 120_000,
    intervalMs: 20,
    maxIntervalMs: 50,
    probe: async () => probe() || null,
  });

const firstFile = (folder: string): string => join(folder, readdirSync(folder)[0] ?? '');

describeWithBrowser('a browser that does not close', () => {
  it('is killed with its whole group after 3 s, and what it was used for still counts', async () => {
    const visit = await withBrowser({ limitMs: 15_000, folder: tmpdir() }, async (browser) => {
      browsersOf();
      // A stopped process answers nothing, like a page that hangs in its closing.
      process.kill(-(browser.process()?.pid ?? 0), 'SIGSTOP');
      return performance.now();
    });

    expect(visit).toMatchObject({ use: { state: 'done' }, closing: 'killed' });
    if (visit.use.state === 'done') expect(performance.now() - visit.use.value).toBeGreaterThanOrEqual(2_999);
    expect(browsersOf()).toEqual([]);
    expect(leftFolders()).toEqual([]);
  });
});

describeWithBrowser('a run that is killed in the middle of a login', () => {
  it('leaves no browser, and its profile only until the next login', async () => {
    const program = join(import.meta.dirname, 'hang-in-browser.ts');
    // A folder of its own: the sweep of a login elsewhere would take its profile away. The browser's files are the same.
    const folder = mkdtempSync(join(own, 'killed-'));
    const { executablePath } = await unpackBrowser(tmpdir(), AbortSignal.timeout(120_000));
    symlinkSync(dirname(executablePath), join(folder, basename(dirname(executablePath))));
    const left = () => readdirSync(folder).filter((name) => name.startsWith(`naver-sms-profile-${pid}-`));
    const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = child.pid ?? 0;
    await once(child.stdout, 'data');
    expect(browsersOf(pid).length).toBeGreaterThan(2);

    child.kill('SIGKILL');

    expect(await until(() => browsersOf(pid).length === 0)).toMatchObject({ state: 'met' });
    expect(left()).toHaveLength(1);
    await sweepScratch(folder);
    expect(left()).toEqual([]);
  });
});

describeWithBrowser('the unpacked browser', () => {
  it('is not there where its time is over in the middle, and two at once get one whole', async () => {
    const folder = mkdtempSync(join(own, 'empty-'));
    const cutOff = unpackBrowser(folder, AbortSignal.timeout(200));
    await expect(cutOff).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);

    const signal = AbortSignal.timeout(120_000);
    const [one, other] = await Promise.all([unpackBrowser(folder, signal), unpackBrowser(folder, signal)]);

    expect(one).toEqual(other);
    expect(existsSync(one.executablePath)).toBe(true);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it.each([
    ['cut to 1,000 bytes', (home: string) => truncateSync(join(home, 'chromium'), 1_000)],
    ['without a library', (home: string) => rmSync(firstFile(join(home, 'al2023/lib')))],
    ['with an empty library', (home: string) => truncateSync(firstFile(join(home, 'al2023/lib')), 0)],
    ['without its list of sizes', (home: string) => rmSync(join(home, 'sizes.json'))],
    [
      'with zeros in its right length',
      (home: string) => {
        const { size } = statSync(join(home, 'chromium'));
        truncateSync(join(home, 'chromium'), 0);
        truncateSync(join(home, 'chromium'), size);
      },
    ],
  ])('%s is unpacked again, and works', async (_how, damage) => {
    // One folder for all cases: each leaves it whole again.
    const folder = join(own, 'damaged');
    mkdirSync(folder, { recursive: true });
    const { executablePath } = await unpackBrowser(folder, AbortSignal.timeout(120_000));
    damage(dirname(executablePath));

    const { use } = await withBrowser({ limitMs: 30_000, folder }, (browser) => browser.version());

    expect(use).toMatchObject({ state: 'done', value: expect.stringMatching(/Chrome/) });
    expect(readdirSync(folder)).toEqual([basename(dirname(executablePath))]);
  });

  it('is removed if it ends by itself in the middle of its use', async () => {
    const folder = mkdtempSync(join(own, 'crashed-'));
    const { use } = await withBrowser({ limitMs: 30_000, folder }, async (browser) => {
      process.kill(browser.process()?.pid ?? 0, 'SIGKILL');
      await new Promise(() => undefined);
    });
    expect(use).toMatchObject({ state: 'crashed' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is in a folder of the version that package.json pins', async () => {
    const manifest: unknown = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'),
    );
    const { executablePath } = await unpackBrowser(own, AbortSignal.timeout(120_000));
    const folder = /naver-sms-chromium-([\d.]+)/.exec(executablePath)?.[1];
    expect(manifest).toMatchObject({ dependencies: { '@sparticuz/chromium': folder } });
  });
});
