import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { alwaysLogged, logEvents } from '../../../src/monitoring/log-events.ts';
import { dayMs, inventedBooking } from '../invented-bookings.ts';
import { type Invoked, type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda-world.ts';

let world: LambdaWorld | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

/** A run with one new booking, in a process that has this setting. */
async function runWith(environment: Readonly<Record<string, string>>): Promise<Invoked> {
  world = await startLambdaWorld({ bookings: [inventedBooking(1, 2 * dayMs)], environment });
  await world.approve();
  return await world.invoke(scheduledEvent);
}

const levels = (run: Invoked) => new Map(run.events.map(({ event, level }) => [event, level]));
const relied = ['run_started', 'message_due', 'send_accepted', 'notification_sent', 'run_summary'];

describe("Lambda's own log level", () => {
  it.each(['WARN', 'ERROR', 'FATAL', 'error'])(
    '%s drops no event that other parts rely on',
    async (level) => {
      const run = await runWith({ AWS_LAMBDA_LOG_LEVEL: level, AWS_LAMBDA_LOG_FORMAT: 'JSON' });

      expect(run.answer).toMatchObject({ accepted: 1 });
      // Lambda drops a line by its level, the embedded metrics too.
      expect([...levels(run)]).toEqual(relied.map((event) => [event, level.toUpperCase()]));
      expect(run.metrics).toMatchObject([{ MessagesAccepted: 1, level: level.toUpperCase() }]);
    },
  );

  it('of more detail than ours changes nothing', async () => {
    const run = await runWith({ AWS_LAMBDA_LOG_LEVEL: 'DEBUG' });

    expect(levels(run).get('send_claimed')).toBe('INFO');
    expect(levels(run).get('run_summary')).toBe('INFO');
    expect(run.metrics[0]).not.toHaveProperty('level');
  });

  it('keeps a failed run visible under FATAL, with its reason', async () => {
    world = await startLambdaWorld({ bookings: [], environment: { AWS_LAMBDA_LOG_LEVEL: 'FATAL' } });
    world.addFault({ service: 'booking', operation: 'list', kind: 'server-error', times: 1_000 });

    const run = await world.invoke(scheduledEvent);

    expect(levels(run).get('run_failed')).toBe('FATAL');
    expect(levels(run).get('run_summary')).toBe('FATAL');
  });
});

describe('a setting of Powertools', () => {
  it.each([
    { POWERTOOLS_LOG_LEVEL: 'SILENT' },
    { LOG_LEVEL: 'CRITICAL' },
    { POWERTOOLS_DEV: 'true' },
    { POWERTOOLS_METRICS_DISABLED: 'true' },
  ])('does not silence or reshape a line: %o', async (environment) => {
    const run = await runWith(environment);

    expect([...levels(run).keys()]).toEqual(expect.arrayContaining(relied));
    expect(run.metrics).toHaveLength(1);
  });
});

describe('the events that are always written', () => {
  it('are all that the command line reads by name', () => {
    const source = join(import.meta.dirname, '../../../src');
    const read = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.startsWith('sandbox') && !file.startsWith('monitoring'))
      .map((file) => readFileSync(join(source, file), 'utf8'))
      .flatMap((text) =>
        [...text.matchAll(/'(\w+)'|\b(\w+): \{ basis/g)].map((found) => found[1] ?? found[2] ?? ''),
      )
      .filter((word) => Object.hasOwn(logEvents, word));

    expect(new Set(read).size).toBeGreaterThan(5);
    expect([...new Set(read)].filter((name) => !alwaysLogged.some((always) => always === name))).toEqual([]);
  });
});
