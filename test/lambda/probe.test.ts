import { afterEach, describe, expect, it } from 'vitest';
import { secretNameOf } from '../../src/monitoring/secret-names.ts';
import { startChild } from '../../src/sandbox/lambda/child.ts';
import { bundleBuildId } from '../support/bundle-build-id.ts';
import { hourMs, inventedBooking } from './invented-bookings.ts';
import { type LambdaWorld, type LambdaWorldOptions, startLambdaWorld } from './lambda-world.ts';
import { describeWithBrowser } from './session/browser-world.ts';

let world: LambdaWorld;
afterEach(() => world.stop());

async function probe(options: Partial<LambdaWorldOptions> = {}) {
  world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)], ...options });
  return await world.invoke({ mode: 'probe' });
}

describe('a probe', () => {
  it('answers the build and what it could reach, without effect', async () => {
    const { answer, metrics } = await probe();

    expect(answer).toMatchObject({ buildId: await bundleBuildId() });
    expect(partsOf(answer.checks).filter(({ id, isOk }) => !isOk && !needsBrowser.has(id))).toEqual([]);
    expect(await world.scan('session')).toMatchObject([
      { id: '1', cookies: expect.stringContaining('NID_AUT') },
    ]);
    expect(await world.scan('naver-sms-control')).toEqual([]);
    expect(metrics).toEqual([]);
  });
});

describe('the question which build it is', () => {
  it('is answered without asking anybody, by the same id as in the probe', async () => {
    world = await startLambdaWorld({ bookings: [], isProxied: true });

    const { answer, events, metrics } = await world.invoke({ mode: 'build' });

    expect(answer).toEqual({
      buildId: await bundleBuildId(),
      isReady: true,
      checks: [{ id: 'settings', isOk: true, detail: null }],
    });
    const { outside, aws } = world.proxies;
    expect([...outside.calls, ...aws.calls]).toEqual([]);
    expect([events, metrics]).toEqual([[], []]);
  });
});

describe('a probe of what a run writes', () => {
  it.each([
    ['UpdateItem', 'session-write'],
    ['PutItem', 'login-breaker-write'],
  ])('says that the role may not (%s)', async (operation, id) => {
    world = await startLambdaWorld({ bookings: [] });
    world.addFault({ service: 'dynamodb', operation, kind: 'access-denied' });

    const { answer } = await world.invoke({ mode: 'probe' });

    expect(partsOf(answer.checks).filter((part) => !part.isOk && !needsBrowser.has(part.id))).toEqual([
      { id, isOk: false, detail: 'an AWS call failed with AccessDeniedException' },
    ]);
  });
});

describe('a probe of SENS', () => {
  it.each([
    ['service_id', { service_id: 'ncp:sms:kr:000000000000:another' }, 'answered 404'],
    ['secret_key', { secret_key: 'invented-wrong' }, 'answered 401'],
  ])('says that SENS does not know the %s, and sends nothing', async (name, wrong, why) => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });
    world.putSecret(secretNameOf.sens, { ...world.outside.keys.sens, ...wrong });
    await world.approve();

    const { answer } = await world.invoke({ mode: 'probe' });

    const sens = partsOf(answer.checks).find(({ id }) => id === 'sens');
    expect(sens).toMatchObject({ isOk: false, detail: expect.stringContaining(why) });
    expect(String(sens?.detail)).toContain(name);
    expect(world.outside.sensMessages).toEqual([]);
  });
});

describe('a probe of a warm process', () => {
  it('reads each secret again', async () => {
    world = await startLambdaWorld({ bookings: [] });
    await world.invoke({ mode: 'probe' });
    world.putSecret(secretNameOf.sens, { access_key: 'planted' });

    const { answer, initMs } = await world.invoke({ mode: 'probe' });

    expect(initMs).toBeNull();
    const sens = partsOf(answer.checks).find(({ id }) => id === 'secret-sens');
    expect(sens).toMatchObject({ isOk: false, detail: expect.stringContaining('secret_key is missing') });
  });
});

describeWithBrowser('a probe of the login form', () => {
  it('opens it without sending it, and the function is not ready if it is not known', async () => {
    world = await startLambdaWorld({ bookings: [] });
    world.outside.turnLogin('ok', 'changed');
    const changed = await world.invoke({ mode: 'probe' });
    world.outside.turnLogin('ok', 'today-narrow');
    const known = await world.invoke({ mode: 'probe' });

    expect(changed.answer).toMatchObject({ isReady: false });
    const failing = partsOf(changed.answer.checks).filter(({ isOk }) => !isOk);
    expect(failing).toMatchObject([
      {
        id: 'login-form',
        detail: expect.stringMatching(/no visible login button .*; the page has .*id=enter/),
      },
    ]);
    expect(known.answer).toMatchObject({ isReady: true });
    expect(world.outside.loginsSubmitted).toBe(0);
  });
});

describeWithBrowser('a probe of the browser', () => {
  it('starts one, says which, and then the function is ready', async () => {
    const { answer } = await probe();

    expect(browserOf(answer)).toMatchObject({
      isOk: true,
      detail: expect.stringMatching(/^HeadlessChrome\/\d/),
    });
    expect(answer).toMatchObject({ isReady: true });
  });

  it('says why none starts, and then the function is not ready', async () => {
    const { answer } = await probe({
      start: (options) =>
        startChild({ ...options, environment: { ...options.environment, TMPDIR: '/proc/no-such-folder' } }),
    });

    expect(browserOf(answer)).toMatchObject({
      isOk: false,
      detail: expect.stringContaining('the browser does not start: ENOENT'),
    });
    expect(answer).toMatchObject({ isReady: false });
  });

  it('takes no longer than the function has', async () => {
    const { end, answer } = await probe({ remainingMs: 5_001 });

    expect(end.kind).toBe('response');
    expect(browserOf(answer)).toMatchObject({ isOk: false, detail: 'no browser within 0 s' });
  });
});

/** Parts that say why where no browser ships. */
const needsBrowser: ReadonlySet<string> = new Set(['browser', 'login-form']);

interface Part {
  readonly id: string;
  readonly isOk: boolean;
  readonly detail: string | null;
}

// The probe's own answer; a part that is missing makes the test fail.
const partsOf = (checks: unknown) => checks as readonly Part[];
const browserOf = ({ checks }: { checks?: unknown }) => partsOf(checks).find(({ id }) => id === 'browser');
