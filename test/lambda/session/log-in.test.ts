import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/runtime/clock.ts';
import { waitUntil } from '../../../src/runtime/wait-until.ts';
import { startChild } from '../../../src/sandbox/lambda/child.ts';
import type { LoginForm } from '../../../src/sandbox/outside/login-site.ts';
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
  options: Pick<LambdaWorldOptions, 'remainingMs' | 'naver' | 'start'> = {},
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
  it('for a wrong password is tried once in a run, says what to mend, and shows no secret', async () => {
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
