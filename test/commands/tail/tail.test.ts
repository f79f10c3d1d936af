import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tailCommand } from '../../../src/commands/tail/tail.ts';
import type { RunEvent } from '../../../src/domain/run-event.ts';
import { createTailGrouping } from '../../../src/domain/tail-grouping.ts';
import { logEvents } from '../../../src/monitoring/log-events.ts';
import { type Ran, type RollbackWorld, startRollbackWorld } from '../rollback/rollback-world.ts';

const runA = '11111111-1111-4111-8111-111111111111';
const runB = '22222222-2222-4222-8222-222222222222';

let world: RollbackWorld;
let logs: CloudWatchLogsClient;

beforeEach(async () => {
  world = await startRollbackWorld();
  logs = new CloudWatchLogsClient({});
  for (const logStreamName of ['a', 'b']) {
    await logs.send(new CreateLogStreamCommand({ logGroupName: group(), logStreamName }));
  }
});

afterEach(async () => {
  logs.destroy();
  await world.stop();
});

const group = () => `/aws/lambda/${world.environment.function}`;

/** Writes lines `ageMs` before now, each a millisecond after the one before. */
async function write(stream: string, messages: readonly string[], ageMs = 5_000): Promise<void> {
  const from = world.sandbox.clock.now().getTime() - ageMs;
  const events = messages.map((message, index) => ({ timestamp: Math.floor(from) + index, message }));
  await logs.send(
    new PutLogEventsCommand({ logGroupName: group(), logStreamName: stream, logEvents: events }),
  );
}

const start = (run: string) => `START RequestId: ${run} Version: $LATEST`;
const report = (run: string) =>
  `REPORT RequestId: ${run}\tDuration: 12.30 ms\tMemory Size: 1024 MB\tMax Memory Used: 90 MB`;
const json = (run: string, fields: object) => JSON.stringify({ run_id: run, level: 'INFO', ...fields });

const untilReport = { until: 'report' };
const shownLines = ({ events }: Ran) => events.flatMap((event) => (event.kind === 'log-line' ? [event] : []));
const texts = (ran: Ran) => shownLines(ran).map(({ text }) => text);

describe('tail', () => {
  it('refuses a filter that would hide what it waits for', async () => {
    const words = { since: '30m', until: 'report', filter: '{ $.event = "run_failed" }' };

    await expect(world.run(tailCommand, words)).rejects.toMatchObject({ exitCode: 2 });
  });

  it('shows a run from START to REPORT by phases, and ends there', async () => {
    await write('a', [
      start(runA),
      json(runA, { event: 'session_probed', state: 'valid', reason: null }),
      json(runA, {
        event: 'send_accepted',
        booking_num: '1_2',
        kind: 'confirm',
        phone_masked: '010-****-0001',
        sens_request_id: 's',
      }),
      report(runA),
    ]);

    const ran = await world.run(tailCommand, untilReport);

    expect(ran.result).toMatchObject({
      exitCode: 0,
      data: { transport: 'polling', reportedRuns: 1, endedBy: 'report' },
    });
    expect(texts(ran).map((text) => text.slice(9).split(/ {2,}| /)[0])).toEqual([
      'start',
      'session',
      'send',
      'report',
    ]);
    expect(texts(ran)[2]).toContain('send_accepted booking_num=1_2 kind=confirm phone_masked=010-****-0001');
    expect(ran.events).toContainEqual({ kind: 'note', text: `── run ${runA}` });
    expect(ran.result.headline).toMatch(/4 lines, 1 runs reported; longest lag .+, longest gap /);
  });

  it('reads every page and shows each line once, however often it looks', async () => {
    await write('a', [start(runA), ...Array.from({ length: 350 }, (_, index) => `line ${index}`)]);
    const late = (event: RunEvent) => {
      if (event.kind === 'log-line' && event.text.includes('line 349')) void write('a', [report(runA)], 0);
    };

    const ran = await world.run(tailCommand, untilReport, { onEvent: late });

    const ids = shownLines(ran).map(({ line }) => line.id);
    expect(ids).toHaveLength(352);
    expect(new Set(ids).size).toBe(352);
    expect(Number(ran.result.data.looks)).toBeGreaterThan(1);
  });

  it('shows a line that appears behind newer ones', async () => {
    await write('a', [start(runA), 'newest so far'], 1_000);
    let isWritten = false;
    const late = (event: RunEvent) => {
      if (isWritten || event.kind !== 'log-line' || !event.text.includes('newest so far')) return;
      isWritten = true;
      void write('a', ['a straggler'], 12_000).then(() => write('a', [report(runA)], 0));
    };

    const ran = await world.run(tailCommand, untilReport, { onEvent: late });

    expect(texts(ran).some((text) => text.includes('a straggler'))).toBe(true);
    expect(Number(ran.result.data.longestLagMs)).toBeGreaterThanOrEqual(12_000);
  });

  it('groups two runs at once by their request', async () => {
    await write('a', [start(runA), 'a1', 'a2', report(runA)]);
    await write('b', [start(runB), 'b1', report(runB)]);

    const ran = await world.run(tailCommand, untilReport);

    const runs = shownLines(ran).map(({ line }) => line.requestId);
    expect(runs).toEqual([runA, runA, runA, runA, runB, runB, runB]);
  });

  it('survives throttling, says that it looked away, and loses nothing', async () => {
    await write('a', [start(runA), 'one', report(runA)]);
    world.sandbox.addFault({ service: 'logs', operation: 'FilterLogEvents', kind: 'throttle', times: 7 });

    const ran = await world.run(tailCommand, untilReport);

    expect(ran.result.exitCode).toBe(0);
    expect(texts(ran)).toHaveLength(3);
    expect(ran.result.data.missedLooks).toBe(2);
    expect(ran.events).toContainEqual({ kind: 'warning', text: expect.stringContaining('no line is lost') });
    expect(ran.events).toContainEqual({ kind: 'note', text: expect.stringContaining('after a gap of') });
  });

  it('masks phone numbers and secrets and disarms control characters, for people and for programs', async () => {
    const hostile =
      '\u001b[2J\u001b]52;c;AAAA\u0007 \u009b31m\u202etxt 010-0000-1234 and 01000001234, hooks.slack.com/services/T0/B0/xyz';
    await write('a', [
      start(runA),
      hostile,
      json(runA, { event: 'run_failed', error_name: 'E', reason: hostile }),
      report(runA),
    ]);

    const ran = await world.run(tailCommand, untilReport);

    const people = texts(ran).join('');
    expect(people).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(people).toContain('\\x1b[2J');
    const everything = people + JSON.stringify(shownLines(ran).map(({ line }) => line));
    expect(everything).not.toMatch(/0000-1234|01000001234|services\/T0/);
    expect(everything).toContain('1234');
  });

  it("follows the real function's first tick", async () => {
    await world.aside(async ({ aws }) => {
      await aws.rules.enable(world.environment.rule);
    });

    const ran = await world.run(tailCommand, { since: '0s', until: 'report' });

    expect(ran.result.exitCode).toBe(0);
    const phases = new Set(shownLines(ran).map(({ line }) => line.phase));
    expect([...phases]).toEqual(expect.arrayContaining(['start', 'bookings', 'summary', 'report']));
    expect(new Set(shownLines(ran).map(({ line }) => line.requestId)).size).toBe(1);
  });

  it('ends when the operator interrupts it, which is no failure unless something was waited for', async () => {
    const interrupted = (words: Record<string, unknown>) => {
      const controller = new AbortController();
      const onEvent = (event: RunEvent) => {
        if (event.kind === 'log-line') controller.abort(new Error('interrupted'));
      };
      return world.run(tailCommand, words, { signal: controller.signal, onEvent });
    };
    await write('a', [start(runA)]);

    expect((await interrupted({})).result).toMatchObject({ exitCode: 0, verdict: { state: 'pass' } });
    expect((await interrupted(untilReport)).result).toMatchObject({
      exitCode: 3,
      verdict: { state: 'inconclusive' },
    });
  });

  it('filters by a pattern of CloudWatch', async () => {
    await write('a', [
      start(runA),
      json(runA, { event: 'send_refused', reason: 'x' }),
      json(runA, { event: 'send_claimed' }),
      report(runA),
    ]);
    const controller = new AbortController();
    const onEvent = (event: RunEvent) => {
      if (event.kind === 'log-line') controller.abort(new Error('enough'));
    };

    const ran = await world.run(
      tailCommand,
      { filter: '{ $.event = "send_refused" }' },
      { signal: controller.signal, onEvent },
    );

    expect(shownLines(ran).map(({ line }) => line.event)).toEqual(['send_refused']);
  });

  it('refuses a time that nobody can read, and names the function where it is missing', async () => {
    await expect(world.run(tailCommand, { since: 'noon' })).rejects.toMatchObject({ code: 'UNKNOWN_USAGE' });
    await expect(world.run(tailCommand, {}, { environment: { function: 'nobody' } })).rejects.toMatchObject({
      code: 'AWS_NOT_FOUND',
    });
  });
});

describe('the phases', () => {
  it('cover every event that the function may log', () => {
    const grouping = createTailGrouping(1_000);
    const entries = grouping.take(
      Object.keys(logEvents).map((event, index) => ({
        ...{ id: event, timestampMs: index, ingestedMs: index, stream: 's' },
        message: JSON.stringify({ event, run_id: runA }),
      })),
    );
    expect(entries.filter(({ phase }) => phase === 'other').map(({ line }) => line.id)).toEqual([]);
  });
});
