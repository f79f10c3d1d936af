import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { secretNameOf } from '../../../src/monitoring/secret-names.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { waitUntil } from '../../../src/runtime/wait-until.ts';
import { startChild } from '../../../src/sandbox/lambda/child.ts';
import type { LoginForm } from '../../../src/sandbox/outside/login-site.ts';
import { jsonAnswer } from '../../support/answer-proxy.ts';
import { hourMs, inventedBooking, minuteMs } from '../invented-bookings.ts';
import {
  type Invoked,
  type LambdaWorld,
  type LambdaWorldOptions,
  scheduledEvent,
  startLambdaWorld,
} from '../lambda-world.ts';
import { describeWithBrowser } from './browser-world.ts';

let world: LambdaWorld;
let stop = async (): Promise<void> => undefined;
afterEach(async () => {
  await stop();
  stop = async () => undefined;
});

const named = (run: Invoked, name: string) => run.events.filter(({ event }) => event === name);
const controlItem = async () =>
  (await world.scan('naver-sms-control')).find(({ name }) => name === 'login-breaker');
const storedValues = async (): Promise<readonly unknown[]> => {
  const [item] = await world.scan('session');
  return JSON.parse(String(item?.cookies)).map(({ value }: { value: unknown }) => value);
};

async function startExpired(
  form: LoginForm,
  options: Pick<LambdaWorldOptions, 'remainingMs' | 'naver' | 'start' | 'isProxied'> = {},
): Promise<void> {
  world = await startLambdaWorld({ bookings: [inventedBooking(1, 30 * hourMs)], ...options });
  stop = world.stop;
  world.outside.turnLogin(form);
  await world.approve();
  const stale = world.outside.sessionCookies.map((cookie) => ({ ...cookie, value: 'stale' }));
  await world.put('session', { id: '1', cookies: JSON.stringify(stale) });
}

describeWithBrowser('a run whose cached session is over', () => {
  it('signs in once, does its work, and leaves cookies with which the next run starts no browser', async () => {
    await startExpired('ok');

    const first = await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);
    const second = await world.invoke(scheduledEvent);

    expect(first.answer).toMatchObject({ accepted: 1, session: 'login', browser_started: true });
    expect(first.metrics).toMatchObject([{ LoginAttempts: 1, RunFailures: 0 }]);
    expect(named(first, 'login_ended')).toMatchObject([
      { outcome: 'ok', reason: null, closing: 'clean', session_store: 'stored' },
    ]);
    expect(second.answer).toMatchObject({ session: 'cached', browser_started: false });
    expect(second.metrics).toMatchObject([{ LoginAttempts: 0 }]);
    expect(named(first, 'run_summary')).toMatchObject([{ session: 'login', browser_started: true }]);
    expect(named(second, 'run_summary')).toMatchObject([{ session: 'cached', browser_started: false }]);
    expect(await controlItem()).toMatchObject({ consecutiveFailures: 0, lastOutcome: 'ok' });
    const { username, password } = world.outside.keys.naver;
    for (const secret of [username, password, ...(await storedValues())]) {
      expect(first.text).not.toContain(String(secret));
    }
  });

  it('does not log in for a probe or a dry run, which change nothing', async () => {
    await startExpired('ok');

    const probe = await world.invoke({ mode: 'probe' });
    const dryRun = await world.invoke({ mode: 'dry-run' });

    expect(probe.answer).toMatchObject({ isReady: false });
    expect(String(dryRun.answer.errorMessage)).toContain('the Naver session has expired');
    expect(await storedValues()).toContain('stale');
    expect(await controlItem()).toBeUndefined();
  });

  it('logs in for an operator and does nothing else', async () => {
    await startExpired('ok');

    const first = await world.invoke({ mode: 'login' });
    const second = await world.invoke({ mode: 'login' });

    expect(first.answer).toMatchObject({ session: 'login', browserStarted: true });
    expect(second.answer).toMatchObject({ session: 'cached', browserStarted: false });
    expect(world.outside.sensMessages).toEqual([]);
  });
});

describeWithBrowser('a login that fails', () => {
  it('for a wrong password is tried once in a run, says what to fix, and shows no secret', async () => {
    await startExpired('ok', { naver: { username: 'invented-name', password: 'another' } });

    const run = await world.invoke(scheduledEvent);

    expect(String(run.answer.errorMessage)).toContain('put the right password into the secret');
    expect(named(run, 'login_ended')).toMatchObject([{ outcome: 'wrong-password', session_store: 'none' }]);
    expect(run.metrics).toMatchObject([{ LoginAttempts: 1, RunFailures: 1, MessagesAccepted: 0 }]);
    expect(await controlItem()).toMatchObject({ consecutiveFailures: 1, needsOperator: false });
    expect(await storedValues()).toContain('stale');
    const { username, password } = world.outside.keys.naver;
    for (const secret of [username, password]) {
      expect(run.text).not.toContain(secret);
      expect(JSON.stringify(run.answer)).not.toContain(secret);
    }
  });

  it('for a reason that needs a person is not tried again', async () => {
    await startExpired('protected');

    const first = await world.invoke(scheduledEvent);
    world.advance(48 * hourMs);
    world.outside.turnLogin('ok');
    const second = await world.invoke(scheduledEvent);

    expect(first.end.kind).toBe('error');
    expect(String(first.answer.errorMessage)).toContain('a login ended as protected');
    expect(named(first, 'run_summary')).toMatchObject([{ session: null, browser_started: true }]);
    expect(String(second.answer.errorMessage)).toContain('naver-sms login reset');
    expect(named(second, 'login_blocked')).toHaveLength(1);
    expect(second.metrics).toMatchObject([{ LoginAttempts: 0, RunFailures: 1 }]);
  });

  it('is tried twice, then not for an hour; cookies that open nothing are not stored', async () => {
    await startExpired('untaken');

    const runs = [];
    for (const pauseMs of [20 * minuteMs, 20 * minuteMs, 41 * minuteMs, 0]) {
      runs.push(await world.invoke(scheduledEvent));
      world.advance(pauseMs);
      if (runs.length === 3) world.outside.turnLogin('ok');
    }

    expect(runs.map((run) => named(run, 'login_ended')[0]?.outcome ?? 'none')).toEqual([
      'unproven',
      'unproven',
      'none',
      'ok',
    ]);
    expect(named(runs[0] ?? runsMissing(), 'login_ended')).toMatchObject([{ session_store: 'none' }]);
  });

  it('is entered as failed where there is no room for a browser at all', async () => {
    await startExpired('ok', {
      start: (options) =>
        startChild({ ...options, environment: { ...options.environment, TMPDIR: '/proc/no-such-folder' } }),
    });

    const run = await world.invoke(scheduledEvent);

    expect(String(run.answer.errorMessage)).toContain('look at the memory of the function and the room in');
    expect(named(run, 'login_ended')).toMatchObject([
      { outcome: 'browser-crash', reason: expect.stringContaining('ENOENT'), closing: 'none' },
    ]);
    expect(await controlItem()).toMatchObject({ lastOutcome: 'browser-crash', consecutiveFailures: 1 });
  });

  it('leaves the run 20 s', async () => {
    await startExpired('ok', { remainingMs: 26_000 });
    world.addFault({ service: 'login', operation: 'page', kind: 'timeout-before' });

    const run = await world.invoke(scheduledEvent);

    expect(named(run, 'login_ended')).toMatchObject([{ outcome: 'slow-page' }]);
    expect(named(run, 'run_summary')).toHaveLength(1);
  });
});

describeWithBrowser('two runs of which one is stale', () => {
  it('do not lose the fresher cookies, and log in one at a time', async () => {
    await startExpired('ok');
    world.addFault({ service: 'login', operation: 'submit', kind: 'hold-before' });
    const slow = world.invoke(scheduledEvent);
    const held = await waitUntil({
      clock: systemClock,
      deadlineMs: 120_000,
      intervalMs: 20,
      maxIntervalMs: 100,
      probe: async () => world.outside.inspect().heldCalls[0] ?? null,
    });
    if (held.state !== 'met') throw new Error('the login did not come to its form');

    const other = await world.invoke(scheduledEvent);
    await world.put('session', { id: '1', cookies: JSON.stringify(world.outside.sessionCookies) });
    world.outside.releaseHeld(held.value.id);
    const ended = await slow;

    expect(String(other.answer.errorMessage)).toContain('has been signing in since');
    expect(ended.answer).toMatchObject({ session: 'login', accepted: 1 });
    expect(named(ended, 'login_ended')).toMatchObject([{ outcome: 'ok', session_store: 'fresher-there' }]);
    expect(await storedValues()).toEqual(world.outside.sessionCookies.map(({ value }) => value));
  });
});

describe('a cached session with a malformed cookie beside the good ones', () => {
  it.each([{ name: 'pref', value: 'a, b' }, null, { name: 'x', value: 5 }])('is used (%j)', async (odd) => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 30 * hourMs)] });
    stop = world.stop;
    await world.approve();
    await world.put('session', { id: '1', cookies: JSON.stringify([odd, ...world.outside.sessionCookies]) });

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ accepted: 1, session: 'cached', browser_started: false });
    expect(named(run, 'session_probed')).toMatchObject([
      { state: 'valid', reason: '1 stored cookies are malformed and were left out' },
    ]);
  });
});

describeWithBrowser('a password that Naver refused', () => {
  it('is never sent again by a warm process, and a corrected one is sent by its next run', async () => {
    await startExpired('ok', { naver: { username: 'invented-user', password: 'corrected' } });

    const runs = [];
    for (let hours = 0; hours < 4; hours += 1) {
      runs.push(await world.invoke(scheduledEvent));
      world.advance(hourMs);
    }
    const submitted = world.outside.loginsSubmitted;
    world.putSecret(secretNameOf.naver, { username: 'invented-user', password: 'corrected' });
    const corrected = await world.invoke(scheduledEvent);

    expect(runs.map((run) => named(run, 'login_ended').length)).toEqual([1, 0, 0, 0]);
    expect(submitted).toBe(1);
    for (const run of runs.slice(1)) {
      expect(String(run.answer.errorMessage)).toContain('put the right password into the secret');
    }
    expect(corrected.answer).toMatchObject({ session: 'login', accepted: 1 });
    expect(await controlItem()).toMatchObject({ lastOutcome: 'ok', refusedSecretVersion: null });
  });

  it('does not hold back the corrected one for an hour, if other logins failed before', async () => {
    await startExpired('untaken', { naver: { username: 'invented-user', password: 'corrected' } });
    world.putSecret(secretNameOf.naver, { username: 'invented-user', password: 'corrected' });
    await world.invoke(scheduledEvent);
    world.putSecret(secretNameOf.naver, { username: 'invented-user', password: 'wrong' });
    world.advance(minuteMs);
    await world.invoke(scheduledEvent);
    expect(await controlItem()).toMatchObject({ consecutiveFailures: 2, lastOutcome: 'wrong-password' });
    world.outside.turnLogin('ok');
    world.putSecret(secretNameOf.naver, { username: 'invented-user', password: 'corrected' });
    world.advance(minuteMs);

    expect((await world.invoke(scheduledEvent)).answer).toMatchObject({ session: 'login', accepted: 1 });
  });
});

describeWithBrowser('a page that is not known', () => {
  it.each(['unknown', 'new-device-unknown'] as const)(
    'after the password ends the attempts until an operator acts, and leaves its structure (%s)',
    async (form) => {
      await startExpired(form);

      const first = await world.invoke(scheduledEvent);
      world.advance(48 * hourMs);
      world.outside.turnLogin('ok');
      const second = await world.invoke(scheduledEvent);

      expect(first.end.kind).toBe('error');
      expect(await controlItem()).toMatchObject({ needsOperator: true, consecutiveFailures: 1 });
      expect(named(second, 'login_blocked')).toHaveLength(1);
      expect(world.outside.loginsSubmitted).toBe(1);
      if (form === 'unknown') {
        const { page } = (await controlItem()) ?? {};
        expect(page).toContain('button id=go class="btn_new" type=button "계속하기"');
        expect(String(page)).not.toMatch(/invented-(token|value|user|password)/);
      }
    },
  );

  it('instead of the form is tried again twice an hour, since no password was sent', async () => {
    await startExpired('ok');
    world.outside.turnLogin('ok', 'changed');

    const first = await world.invoke(scheduledEvent);
    const item = await controlItem();
    world.advance(20 * minuteMs);
    world.outside.turnLogin('ok', 'today');
    const second = await world.invoke(scheduledEvent);

    expect(String(first.answer.errorMessage)).toContain('no visible login button (#loginBtn_row');
    expect(item).toMatchObject({ lastOutcome: 'unknown-page', needsOperator: false });
    expect(item?.page).toContain('button id=enter');
    expect(second.answer).toMatchObject({ session: 'login', accepted: 1 });
    expect(await controlItem()).toMatchObject({ page: null });
  });
});

describeWithBrowser('a proven session that cannot be stored', () => {
  it('is used, is reported as an error, and is counted by the breaker', async () => {
    await startExpired('ok', { isProxied: true });
    const denied = { __type: 'com.amazon.coral.service#AccessDeniedException', message: 'invented' };
    world.proxies.aws.change({
      when: ({ operation, body }) => operation === 'UpdateItem' && body.includes('"TableName":"session"'),
      answer: () => jsonAnswer(400, denied),
    });
    const runs = [];
    for (const pauseMs of [20 * minuteMs, 20 * minuteMs, 41 * minuteMs, 0]) {
      runs.push(await world.invoke(scheduledEvent));
      world.advance(pauseMs);
    }

    expect(runs.map(({ answer }) => [answer.outcome, answer.session])).toMatchObject([
      ['succeeded', 'login'],
      ['succeeded', 'login'],
      [undefined, undefined],
      ['succeeded', 'login'],
    ]);
    expect(runs[0]?.answer).toMatchObject({ accepted: 1, sessions_unstored: 1 });
    expect(named(runs[0] ?? runsMissing(), 'login_state_unwritten')).toMatchObject([
      { item: 'session', reason: 'an AWS call failed with AccessDeniedException', level: 'ERROR' },
    ]);
    expect(await storedValues()).toContain('stale');
  });

  it('is used as well if only its end cannot be written', async () => {
    await startExpired('ok', { isProxied: true });
    world.proxies.aws.change({
      when: ({ operation, body }) => operation === 'PutItem' && body.includes('login-breaker'),
      nth: 2,
      answer: () => jsonAnswer(400, { __type: 'AccessDeniedException', message: 'invented' }),
    });

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ session: 'login', accepted: 1 });
    expect(named(run, 'login_state_unwritten')).toMatchObject([{ item: 'login-breaker' }]);
    expect(await controlItem()).toMatchObject({ consecutiveFailures: 1, lastOutcome: null });
  });
});

describeWithBrowser('a warm environment whose unpacked browser was damaged', () => {
  it('unpacks it again for its next login', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'naver-sms-warm-'));
    await startExpired('ok', {
      start: (options) => startChild({ ...options, environment: { ...options.environment, TMPDIR: folder } }),
    });
    const first = await world.invoke(scheduledEvent);
    const [home = ''] = readdirSync(folder);
    truncateSync(join(folder, home, 'chromium'), 1_000);
    await world.put('session', { id: '1', cookies: '[]' });
    world.advance(20 * minuteMs);

    const second = await world.invoke(scheduledEvent);

    expect(first.answer).toMatchObject({ session: 'login' });
    expect(second.answer).toMatchObject({ session: 'login' });
    expect(second.initMs).toBeNull();
    rmSync(folder, { recursive: true });
  });
});

function runsMissing(): never {
  throw new Error('no run was made');
}

describe('the bundle', () => {
  it('loads the browser and its driver in the middle of a login alone', () => {
    const bundle = readFileSync(join(import.meta.dirname, '../../../dist/lambda/run.mjs'), 'utf8');
    expect(bundle).toMatch(/import\("puppeteer-core"\)/);
    expect(bundle).not.toMatch(/from\s*"(puppeteer-core|@sparticuz\/chromium)"/);
  });
});
