import { afterEach, expect, it } from 'vitest';
import { dayMs, inventedBooking } from '../lambda/invented-bookings.ts';
import { type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda/lambda-world.ts';
import type { UnpackedImage } from './unpacked-image.ts';
import { ownProcesses, startWarmLambda } from './warm-lambda.ts';
import { browserFolder, startWatched } from './watched-container.ts';

/** Runs of the image's run command whose session is over: the browser starts inside the container. */
export function loginCases(image: () => UnpackedImage): void {
  let world: LambdaWorld;
  afterEach(() => world.stop());

  it('is made where the session has expired; what is due is sent, and the next run starts no browser', async () => {
    const watched = startWatched(image());
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 2 * dayMs)], start: watched.start });
    await world.approve();
    const stale = world.outside.sessionCookies.map((cookie) => ({ ...cookie, value: 'stale' }));
    await world.put('session', { id: '1', cookies: JSON.stringify(stale) });

    const first = await world.invoke(scheduledEvent);
    const second = await world.invoke(scheduledEvent);

    expect(first.answer).toMatchObject({
      outcome: 'succeeded',
      accepted: 1,
      session: 'login',
      browser_started: true,
    });
    expect(first.metrics).toMatchObject([{ LoginAttempts: 1, RunFailures: 0 }]);
    expect(second.answer).toMatchObject({
      outcome: 'succeeded',
      accepted: 0,
      session: 'cached',
      browser_started: false,
    });
    expect(second.metrics).toMatchObject([{ LoginAttempts: 0 }]);
    expect(world.outside.sensMessages).toHaveLength(1);
    expect(watched.conditions).toMatchObject([
      { processes: ownProcesses, tmpTop: [browserFolder] },
      { processes: ownProcesses, tmpTop: [] },
    ]);
  });

  it('time after time in one process, one met by a CAPTCHA, leaves the unpacked browser and nothing else', async () => {
    world = await startLambdaWorld({ bookings: [] });
    await world.approve();
    const lambda = await startWarmLambda(image(), world);
    const conditions = [];
    for (const form of ['ok', 'new-device', 'captcha'] as const) {
      world.outside.turnLogin(form);
      await world.put('session', { id: '1', cookies: '[]' });
      await lambda.invoke();
      conditions.push(await lambda.condition());
    }
    await lambda.stop();

    const ended = lambda.events('login_ended');
    expect(ended).toMatchObject([
      { outcome: 'ok', closing: 'clean', session_store: 'stored' },
      { outcome: 'ok', closing: 'clean', session_store: 'stored' },
      { outcome: 'captcha', closing: 'clean', session_store: 'none' },
    ]);
    for (const condition of conditions) {
      expect(condition).toMatchObject({ processes: ownProcesses, tmpTop: [browserFolder] });
      expect(condition.tmpMb).toBeCloseTo(conditions[0]?.tmpMb ?? 0, 0);
    }
  });
}
