import { afterEach, describe, expect, it } from 'vitest';
import { type AnswerProxy, startAnswerProxy } from '../../support/answer-proxy.ts';
import { hourMs, inventedBooking, minuteMs } from '../invented-bookings.ts';
import { putStop } from '../invented-items.ts';
import { type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda-world.ts';
import { named, sentTo } from '../what-a-run-did.ts';
import { type FreezeOptions, type FreezingProgram, freezingProgram } from './frozen-program.ts';
import { isSend } from './sens-calls.ts';

let world: LambdaWorld;
let sens: AnswerProxy | undefined;
afterEach(async () => {
  await sens?.stop();
  await world.stop();
});

const bookings = [1, 2, 3].map((id) => inventedBooking(id, (30 + id) * hourMs));
/** More than the 10 s for which a rollback waits after it set the stop. */
const longFreezeMs = 11_000;

/** A world whose program freezes in its first POST. Its SENS stands behind a proxy of its own. */
async function startFreezing(options: Omit<FreezeOptions, 'sensBaseUrl'>): Promise<FreezingProgram> {
  let program: FreezingProgram | null = null;
  world = await startLambdaWorld({
    bookings,
    environments: 'cold',
    start: (child) => {
      if (!program) throw new Error('the program is started before its world is ready');
      return program.start(child);
    },
  });
  sens = await startAnswerProxy(world.outside.endpoint);
  program = freezingProgram({ sensBaseUrl: `${sens.endpoint}/sens`, ...options });
  await world.approve();
  return program;
}

describe('a program that is frozen in the middle of a POST, thawed after a rollback', () => {
  it.each<Pick<FreezeOptions, 'at' | 'clock'>>([
    { at: 'connecting', clock: 'monotonic' },
    { at: 'connected', clock: 'monotonic' },
    { at: 'connecting', clock: 'wall' },
    { at: 'connected', clock: 'wall' },
  ])('sends no further byte to SENS ($at, $clock clock)', async (moment) => {
    const started = await startFreezing({ forMs: longFreezeMs, ...moment });

    const running = world.invoke(scheduledEvent);
    await started.frozen;
    await putStop(world);
    started.thaw();
    const run = await running;

    expect(sens?.calls.filter(isSend)).toEqual([]);
    expect(sentTo(world)).toEqual([]);
    expect(named(run, 'send_released')[0]).toMatchObject({ reason: 'TIMEOUT before the body left' });
    expect(run.answer).toMatchObject({ outcome: 'stopped', accepted: 0, in_doubt: 0 });
    expect(await world.scan('sms')).toEqual([]);
  });

  it('goes on where it stood for a moment only, as any slow process does', async () => {
    const started = await startFreezing({ forMs: 500, at: 'connected', clock: 'monotonic' });

    const running = world.invoke(scheduledEvent);
    await started.frozen;
    started.thaw();

    expect((await running).answer).toMatchObject({ accepted: 3 });
  });
});

describe('approval and stop', () => {
  it('are read before each send: one that is set after a send stops the next, in a warm process too', async () => {
    world = await startLambdaWorld({ bookings, isProxied: true });
    await world.approve();
    await world.invoke({ mode: 'dry-run' });
    world.proxies.outside.change({
      when: isSend,
      nth: 1,
      times: 1,
      answer: async (_, ask) => {
        const answer = await ask();
        await putStop(world);
        return answer;
      },
    });

    const run = await world.invoke(scheduledEvent);

    expect(run.initMs).toBeNull();
    expect(run.answer).toMatchObject({ outcome: 'stopped', accepted: 1, released: 1, postponed: 1 });
    expect(sentTo(world)).toHaveLength(1);
  });

  it('are not remembered by a warm process from its last run', async () => {
    world = await startLambdaWorld({ bookings: bookings.slice(0, 1) });
    await world.approve();
    const first = await world.invoke(scheduledEvent);
    world.outside.addBookings(bookings.slice(1));
    await world.approve({ mode: 'off' });
    world.advance(20 * minuteMs);

    const second = await world.invoke(scheduledEvent);

    expect(second.initMs).toBeNull();
    expect([first, second].map(({ answer }) => answer.accepted)).toEqual([1, 0]);
    expect(sentTo(world)).toHaveLength(1);
  });
});
