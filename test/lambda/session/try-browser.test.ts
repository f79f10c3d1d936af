import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tryBrowser } from '../../../lambda/session/try-browser.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { type StandaloneWorld, startOutsideWorld } from '../../../src/sandbox/outside/start-outside-world.ts';
import { browsersOf, describeWithBrowser, leftFolders } from './browser-world.ts';

const own = mkdtempSync(join(tmpdir(), 'naver-sms-test-'));
let world: StandaloneWorld;
beforeAll(async () => {
  world = await startOutsideWorld({ bookings: [] });
});
afterAll(async () => {
  rmSync(own, { recursive: true, force: true });
  await world.stop();
});

const options = (limitMs: number) => ({
  limitMs,
  folder: tmpdir(),
  loginUrl: world.environment.NAVER_LOGIN_BASE_URL ?? '',
  clock: systemClock,
});

describe('a machine that no browser ships for', () => {
  it.each([
    { platform: 'darwin', arch: 'arm64' },
    { platform: 'win32', arch: 'x64' },
    { platform: 'linux', arch: 'arm64' },
  ])('is never said to have one ($platform $arch), and nothing is unpacked on it', async (machine) => {
    const tried = tryBrowser({ ...options(5_000), folder: own }, machine);

    await expect(tried).rejects.toThrow(
      `not tested: no browser ships for ${machine.platform} ${machine.arch}`,
    );
    expect(readdirSync(own)).toEqual([]);
  });
});

describeWithBrowser('a browser that is tried', () => {
  it.each(['today', 'today-narrow', 'last-year'] as const)(
    'is started, opens the form %s without sending it, and leaves nothing',
    async (generation) => {
      world.turnLogin('ok', generation);

      const seen = await tryBrowser(options(15_000));

      expect(seen).toEqual({
        version: expect.stringMatching(/^HeadlessChrome\/\d/),
        form: { isKnown: true },
      });
      expect(world.loginsSubmitted).toBe(0);
      expect(browsersOf()).toEqual([]);
      expect(leftFolders()).toEqual([]);
    },
  );

  it('names what a form that is not known lacks, and what it has instead', async () => {
    world.turnLogin('ok', 'changed');
    expect(await tryBrowser(options(15_000))).toMatchObject({
      form: {
        isKnown: false,
        reason:
          'the login page has no visible user name field (#id) and no visible password field (#pw) and ' +
          'no visible login button (#loginBtn_row, #loginBtn_column, [id="log.login"], .btn_login); the page has ' +
          'input id=account name=id type=text; input id=secret name=pw type=password; ' +
          'button id=enter class="btn_enter" type=submit "로그인"',
      },
    });
    world.turnLogin('other-page');
    expect(await tryBrowser(options(15_000))).toMatchObject({
      form: { isKnown: false, reason: expect.stringMatching(/the page has nothing to fill in or to click$/) },
    });
  });

  it.each([
    ['server-error', 'the login page answered 503'],
    ['drop', 'the login page could not be reached (net::ERR_EMPTY_RESPONSE)'],
    ['timeout-before', 'the login page was not served within 4 s'],
  ] as const)('starts, and says that the form did not come (%s)', async (kind, reason) => {
    world.addFault({ service: 'login', operation: 'page', kind });
    const { version, form } = await tryBrowser(options(5_000));
    expect(version).toMatch(/^HeadlessChrome/);
    expect(form).toEqual({ isKnown: false, reason });
  });
});
