import { afterEach, describe, expect, it } from 'vitest';
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
    expect(partsOf(answer.checks).filter(({ id, isOk }) => !isOk && id !== 'browser')).toEqual([]);
    expect(await world.scan('naver-sms-control')).toEqual([]);
    expect(metrics).toEqual([]);
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

interface Part {
  readonly id: string;
  readonly isOk: boolean;
  readonly detail: string | null;
}

// The probe's own answer; a part that is missing makes the test fail.
const partsOf = (checks: unknown) => checks as readonly Part[];
const browserOf = ({ checks }: { checks?: unknown }) => partsOf(checks).find(({ id }) => id === 'browser');
