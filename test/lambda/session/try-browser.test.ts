import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tryBrowser } from '../../../lambda/session/try-browser.ts';
import { browsersOf, describeWithBrowser, leftFolders } from './browser-world.ts';

const own = mkdtempSync(join(tmpdir(), 'naver-sms-test-'));
afterAll(() => rmSync(own, { recursive: true, force: true }));

describe('a machine that no browser ships for', () => {
  it.each([
    { platform: 'darwin', arch: 'arm64' },
    { platform: 'win32', arch: 'x64' },
    { platform: 'linux', arch: 'arm64' },
  ])('is never said to have one ($platform $arch), and nothing is unpacked on it', async (machine) => {
    const tried = tryBrowser({ limitMs: 5_000, folder: own }, machine);

    await expect(tried).rejects.toThrow(
      `not tested: no browser ships for ${machine.platform} ${machine.arch}`,
    );
    expect(readdirSync(own)).toEqual([]);
  });
});

describeWithBrowser('a browser that is tried', () => {
  it('is started and ended, and leaves nothing', async () => {
    const seen = await tryBrowser({ limitMs: 15_000, folder: tmpdir() });

    expect(seen).toMatch(/^HeadlessChrome\/\d/);
    expect(browsersOf()).toEqual([]);
    expect(leftFolders()).toEqual([]);
  });
});
