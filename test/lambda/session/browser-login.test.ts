import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../../src/runtime/clock.ts';
import { waitUntil } from '../../../src/runtime/wait-until.ts';
import { type StandaloneWorld, startOutsideWorld } from '../../../src/sandbox/outside/start-outside-world.ts';
import { browsersOf, describeWithBrowser, leftFolders, tryLogin } from './browser-world.ts';

const outcomes = [
  ['today', 'captcha', 'captcha'],
  ['last-year', 'captcha', 'captcha'],
  ['today', 'two-step', 'two-step'],
  ['last-year', 'two-step', 'two-step'],
  ['today-narrow', 'protected', 'protected'],
  ['last-year', 'protected', 'protected'],
  ['today', 'new-device-unknown', 'new-device'],
  ['today', 'unknown', 'unknown-page'],
  ['today', 'other-page', 'unknown-page'],
] as const;

const quotedPassword = `it's "quoted" \\ \`\${back}\` 암호`;
let world: StandaloneWorld;
const folders: string[] = [];

beforeAll(async () => {
  world = await startOutsideWorld({ bookings: [] });
});
afterEach(() => {
  world.turnLogin('ok', 'today');
  expect(browsersOf()).toEqual([]);
  expect(leftFolders()).toEqual([]);
});
afterAll(async () => {
  for (const folder of folders) rmSync(folder, { recursive: true });
  await world.stop();
});

/** Waits for processes of the browser of this test whose command line has the word; it keeps a spare renderer. */
async function browserProcesses(word: string): Promise<readonly number[]> {
  const waited = await waitUntil({
    clock: systemClock,
    deadlineMs: 120_000,
    intervalMs: 20,
    maxIntervalMs: 50,
    probe: async () => {
      const found = browsersOf().filter(({ words }) => words.includes(word));
      return found.length > 0 ? found.map(({ pid }) => pid) : null;
    },
  });
  if (waited.state !== 'met') throw new Error(`no browser process with ${word}`);
  return waited.value;
}

describeWithBrowser('a login with the real browser', () => {
  it('signs in and gives the cookies in the form that the old function stored', async () => {
    const login = await tryLogin(world);

    expect(login).toMatchObject({ outcome: 'ok', closing: 'clean' });
    const nowS = Date.now() / 1_000;
    expect(login.cookies.map(({ name }) => name).sort()).toEqual(['NID_AUT', 'NID_SES', 'NNB']);
    for (const cookie of login.cookies) {
      expect(cookie).toMatchObject({ domain: '127.0.0.1', path: '/', secure: true, sameSite: 'Lax' });
      expect(cookie.httpOnly).toBe(cookie.name !== 'NNB');
      expect(Number.isInteger(cookie.expiry)).toBe(true);
      expect(Math.abs((cookie.expiry ?? 0) - nowS - 30 * 86_400)).toBeLessThan(60);
    }
  });

  it('takes a password with quotes, backslashes and Hangul as it is', async () => {
    const quoted = await startOutsideWorld({
      bookings: [],
      naver: { ...world.keys.naver, password: quotedPassword },
    });
    try {
      expect(await tryLogin(quoted, { password: quotedPassword })).toMatchObject({ outcome: 'ok' });
      expect(await tryLogin(quoted, { password: 'another' })).toMatchObject({ outcome: 'wrong-password' });
    } finally {
      await quoted.stop();
    }
  });

  it.each(outcomes)('serves %s and ends %s as %s, without cookies', async (generation, form, outcome) => {
    world.turnLogin(form, generation);

    expect(await tryLogin(world)).toMatchObject({
      outcome,
      cookies: [],
      closing: 'clean',
      isPasswordSent: form !== 'other-page',
    });
  });

  it.each(['today', 'today-narrow', 'last-year'] as const)('signs in on the form %s', async (generation) => {
    world.turnLogin('ok', generation);

    expect(await tryLogin(world)).toMatchObject({ outcome: 'ok', closing: 'clean' });
    expect(await tryLogin(world, { password: 'another' })).toMatchObject({ outcome: 'wrong-password' });
  });

  it.each(['new-device', 'new-device-old'] as const)('declines to register the device (%s)', async (form) => {
    world.turnLogin(form);

    expect(await tryLogin(world)).toMatchObject({ outcome: 'ok' });
    expect(world.devicesRegistered).toBe(0);
  });

  it('ends at a login page that answers an error, and at one that refuses connections', async () => {
    world.addFault({ service: 'login', operation: 'page', kind: 'server-error' });
    expect(await tryLogin(world)).toMatchObject({
      outcome: 'unavailable',
      reason: 'the login page answered 503',
      isPasswordSent: false,
    });
    world.addFault({ service: 'login', operation: 'page', kind: 'drop' });
    expect(await tryLogin(world)).toMatchObject({
      outcome: 'unavailable',
      reason: 'the login page could not be reached (net::ERR_EMPTY_RESPONSE)',
    });
  });
});

describeWithBrowser('a login that does not come to an end by itself', () => {
  it('is the fault of the host if it breaks off or answers an error after the password', async () => {
    // Chrome itself posts again once, if the connection had been used before.
    world.addFault({ service: 'login', operation: 'submit', kind: 'drop', times: 2 });
    expect(await tryLogin(world)).toMatchObject({ outcome: 'unavailable', isPasswordSent: true });
    world.addFault({ service: 'login', operation: 'submit', kind: 'server-error' });
    expect(await tryLogin(world)).toMatchObject({
      outcome: 'unavailable',
      reason: 'the login host answered 503, after the password was sent',
    });
  });

  it.each(['page', 'submit'])('is given up at its deadline where %s is never answered', async (operation) => {
    world.addFault({ service: 'login', operation, kind: 'timeout-before' });
    // Time enough for the browser to start and reach the page on a busy machine.
    const limitMs = 4_000;
    const startedAt = performance.now();

    const login = await tryLogin(world, { limitMs });

    expect(login).toMatchObject({ outcome: 'slow-page', closing: 'clean' });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(limitMs - 1);
  });

  it.each(['--type=renderer', '--remote-debugging-pipe'])(
    'notices at once that the browser crashed (process with %s)',
    async (word) => {
      world.addFault({ service: 'login', operation: 'submit', kind: 'hold-before' });
      // A browser that crashed is unpacked anew, under the others' feet.
      const folder = mkdtempSync(join(tmpdir(), 'naver-sms-test-'));
      folders.push(folder);
      const attempt = tryLogin(world, { folder });
      await waitUntil({
        clock: systemClock,
        deadlineMs: 120_000,
        intervalMs: 20,
        maxIntervalMs: 50,
        probe: async () => (world.inspect().heldCalls.length > 0 ? true : null),
      });
      for (const pid of await browserProcesses(word)) process.kill(pid, 'SIGKILL');

      // Noticed at its limit, it would be a slow page.
      expect(await attempt).toMatchObject({ outcome: 'browser-crash', cookies: [] });
    },
  );
});
