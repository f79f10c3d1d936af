import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readStoreBookings } from '../../../lambda/bookings/read-store-bookings.ts';
import type { Run } from '../../../lambda/open-run.ts';
import { emptyTally } from '../../../lambda/summary/run-tally.ts';
import { readSettings } from '../../../src/rules/settings/read-settings.ts';

const settings = readSettings(new URL('../../../lambda/config/', import.meta.url));
const startMs = Date.parse('2026-11-02T05:00:00Z');
const runMs = 300_000;
/** Three quarters of the run. */
const lastAskMs = 225_000;
/** As many calls can be under way then; on this clock, each takes its time after the other. */
const storesAtOnce = 4;

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A replay of a day, over a host of which each answer takes so long on the run's clock and is what `answer` says. */
async function readAgainst(answerMs: number, answer: (path: string) => { status: number; body: string }) {
  let nowMs = startMs;
  let calls = 0;
  server = createServer((request, response) => {
    calls += 1;
    nowMs += answerMs;
    const { status, body } = answer(request.url ?? '');
    response.writeHead(status).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server that listens has an AddressInfo, never a path or null.
  const { port } = server.address() as AddressInfo;
  const tally = emptyTally(settings.stores.length);
  const from = new Date(startMs);
  const run = {
    trigger: { kind: 'replay', from, to: new Date(startMs + 3_600_000), bookings: null },
    startedAt: from,
    invocation: { deadlineMs: startMs + runMs },
    program: {
      settings,
      baseUrls: { booking: `http://127.0.0.1:${port}`, login: 'https://nid.invalid' },
      bookingGate: { pass: async () => undefined },
      clock: { now: () => new Date(nowMs) },
    },
    tally,
    emit: () => undefined,
    // Of a run that replays, reading uses no more than this.
  } as unknown as Run;
  const reading = readStoreBookings(run, { cookies: 'NID_AUT=invented', origin: 'cached' });
  const failure = await reading.then(
    () => null,
    (cause: Error) => cause.message,
  );
  return { failure, tally, calls, tookMs: nowMs - startMs };
}

const empty = (path: string) => ({ status: 200, body: path.includes('/count') ? '{"count":0}' : '[]' });

describe('a host that is slow', () => {
  it('is asked no more once the run needs its time to send: what is unread is reported, the rest goes on', async () => {
    const { failure, tally, tookMs } = await readAgainst(20_000, empty);

    expect(failure).toBeNull();
    expect(tookMs).toBeLessThanOrEqual(lastAskMs + storesAtOnce * 20_000);
    expect(tally.storesFailed).toBeGreaterThan(0);
    expect(tally.storesFailed).toBeLessThan(settings.stores.length);
  });

  it('and broken is not tried again after that time', async () => {
    const { failure, tally, tookMs } = await readAgainst(30_000, () => ({ status: 500, body: '' }));

    expect(failure).toContain('no store could be read');
    expect(tookMs).toBeLessThanOrEqual(lastAskMs + storesAtOnce * 30_000);
    expect(tally.storesFailed).toBe(settings.stores.length);
  });

  it('is read whole if it is in time', async () => {
    const { failure, tally } = await readAgainst(1_000, empty);

    expect(failure).toBeNull();
    expect(tally.storesFailed).toBe(0);
  });
});
