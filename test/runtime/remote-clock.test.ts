import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/runtime/clock.ts';
import { createRemoteClock } from '../../src/runtime/remote-clock.ts';
import { type Answer, silence, startWireServer, type WireServer } from '../aws/wire-server.ts';

let server: WireServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

const startMs = Date.parse('2026-11-21T00:00:00.000Z');

function standingClock(slept: number[]): Clock {
  return {
    kind: 'wall',
    now: () => new Date(startMs),
    monotonicMs: () => 5,
    sleep: async (ms) => void slept.push(ms),
  };
}

const sleepAnswer =
  (offsetMs: number): Answer =>
  (response) =>
    response.end(JSON.stringify({ nowMs: startMs + offsetMs, offsetMs }));

describe('a remote clock', () => {
  it('is the machine’s own until an answer comes from a sandbox', async () => {
    const slept: number[] = [];
    const { clock } = createRemoteClock(standingClock(slept));

    await clock.sleep(1_000);

    expect([clock.kind, clock.now().getTime(), clock.monotonicMs(), slept]).toEqual([
      'wall',
      startMs,
      5,
      [1_000],
    ]);
  });

  it('then follows the sandbox, whose latest answer counts; monotonic time stays real', () => {
    const { clock, follow } = createRemoteClock(standingClock([]));

    follow({ origin: 'http://127.0.0.1:1', offsetMs: 1_000 });
    follow({ origin: 'http://127.0.0.1:1', offsetMs: 60_000 });

    expect([clock.kind, clock.now().getTime(), clock.monotonicMs()]).toEqual([
      'virtual',
      startMs + 60_000,
      5,
    ]);
  });

  it('sleeps there, and knows the time afterwards', async () => {
    server = await startWireServer(sleepAnswer(1_200_000));
    const slept: number[] = [];
    const { clock, follow } = createRemoteClock(standingClock(slept));
    follow({ origin: server.origin, offsetMs: 0 });

    await clock.sleep(1_200_000);

    expect(server.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/_sandbox/sleep', '{"ms":1200000}'],
    ]);
    expect(clock.now().getTime()).toBe(startMs + 1_200_000);
    expect(slept).toEqual([]);
  });

  it('wakes with the reason of the signal that ends the wait', async () => {
    server = await startWireServer(silence);
    const { clock, follow } = createRemoteClock(standingClock([]));
    follow({ origin: server.origin, offsetMs: 0 });
    const controller = new AbortController();
    const reason = new Error('interrupted');

    const sleeping = clock.sleep(1_000, controller.signal);
    controller.abort(reason);

    await expect(sleeping).rejects.toBe(reason);
  });

  it.each<[string, Answer]>([
    ['dies', (response) => response.destroy()],
    ['answers with an error', (response) => response.writeHead(500).end()],
    ['answers something else', (response) => response.end('{}')],
  ])('says so where the sandbox %s', async (_case, answer) => {
    server = await startWireServer(answer);
    const { clock, follow } = createRemoteClock(standingClock([]));
    follow({ origin: server.origin, offsetMs: 0 });

    await expect(clock.sleep(1)).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
  });
});
