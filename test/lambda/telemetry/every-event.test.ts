import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  commonFields,
  envelopeFields,
  type LogEventName,
  logEvents,
} from '../../../src/monitoring/log-events.ts';
import { hourMs, inventedBooking, inventedRow, minuteMs } from '../invented-bookings.ts';
import { type Invoked, type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda-world.ts';

/** Events whose path needs more than these runs: each is asserted by name in the test file that goes it. */
const seenElsewhere: Partial<Record<LogEventName, string>> = {
  login_blocked: 'test/lambda/session/log-in.test.ts',
  login_ended: 'test/lambda/session/log-in.test.ts',
  send_refused: 'test/lambda/report-decisions.test.ts',
  send_undelivered: 'test/lambda/record/follow-delivery.test.ts',
  message_withheld: 'test/lambda/report-decisions.test.ts',
  store_withheld: 'test/lambda/run-withheld.test.ts',
  booking_rescheduled: 'test/lambda/run-withheld.test.ts',
  rule_noticed: 'test/lambda/report-decisions.test.ts',
};

const lines: Readonly<Record<string, unknown>>[] = [];
const take = (run: Invoked) => lines.push(...run.events);

beforeAll(async () => {
  for (const scenario of [sendingAndSettling, refusingAndReleasing, missing, failing, shadowing])
    await scenario();
}, 60_000);
afterAll(() => world?.stop());

let world: LambdaWorld | undefined;

async function newWorld(bookings: Parameters<typeof startLambdaWorld>[0]['bookings']): Promise<LambdaWorld> {
  await world?.stop();
  world = await startLambdaWorld({ bookings });
  await world.approve();
  return world;
}

/** One message that SENS took without an answer, and one that it never got; both are settled by later runs. */
async function sendingAndSettling(): Promise<void> {
  const here = await newWorld([
    inventedBooking(1, 30 * hourMs),
    inventedBooking(2, 31 * hourMs),
    inventedBooking(3, 32 * hourMs),
    inventedBooking(4, 33 * hourMs, { isPhoneMasked: true }),
  ]);
  here.addFault({ service: 'sens', operation: 'send', kind: 'accept-then-drop' });
  here.addFault({ service: 'sens', operation: 'send', nth: 2, kind: 'drop' });
  here.addFault({ service: 'slack', operation: 'chat.postMessage', kind: 'access-denied' });
  take(await here.invoke(scheduledEvent));
  here.advance(20 * minuteMs);
  take(await here.invoke(scheduledEvent));
}

/** A throttled send is given back; then the key is refused, and the run stops. */
async function refusingAndReleasing(): Promise<void> {
  const here = await newWorld([inventedBooking(1, 30 * hourMs), inventedBooking(2, 31 * hourMs)]);
  here.addFault({ service: 'sens', operation: 'send', kind: 'throttle' });
  here.addFault({ service: 'sens', operation: 'send', nth: 2, kind: 'access-denied' });
  await here.put('naver-sms-control', {
    scope: 'control',
    name: 'telemetry',
    notify: 'loud',
    logLevel: 'INFO',
  });
  take(await here.invoke(scheduledEvent));
}

async function missing(): Promise<void> {
  const here = await newWorld([inventedBooking(1, 3 * hourMs)]);
  await here.put('sms', inventedRow(1));
  here.advance(4 * hourMs);
  take(await here.invoke(scheduledEvent));
}

async function failing(): Promise<void> {
  const here = await newWorld([inventedBooking(1, hourMs)]);
  here.addFault({ service: 'booking', operation: 'list', kind: 'server-error', times: 1_000 });
  take(await here.invoke(scheduledEvent));
}

async function shadowing(): Promise<void> {
  const here = await newWorld([inventedBooking(1, hourMs)]);
  take(await here.invoke({ mode: 'shadow' }));
}

describe('the log events that are declared', () => {
  it('are each written by a run of the bundle, and no other is', () => {
    const written = new Set(lines.map(({ event }) => String(event)));
    const here = Object.keys(logEvents).filter((name) => !(name in seenElsewhere));
    expect([...written].filter((name) => !(name in seenElsewhere)).sort()).toEqual(here.sort());
  });

  it('are asserted by the test that is named for them, where these runs do not write them', () => {
    for (const [name, file] of Object.entries(seenElsewhere)) {
      expect(readFileSync(join(import.meta.dirname, '../../..', file), 'utf8')).toContain(`'${name}'`);
    }
  });

  it('have their declared fields, each of its declared kind', () => {
    const declared: Record<string, { level: string; fields: Record<string, string> }> = logEvents;
    const isKind: Record<string, (value: unknown) => boolean> = {
      text: (value) => typeof value === 'string',
      'text?': (value) => value === null || typeof value === 'string',
      'masked-phone': (value) => /^010-\*{4}-\d{4}$/.test(String(value)),
      number: (value) => typeof value === 'number' && Number.isFinite(value),
      flag: (value) => typeof value === 'boolean',
      receipts: (value) => Array.isArray(value),
    };
    for (const line of lines) {
      const { level, fields } = declared[String(line.event)] ?? { level: 'none', fields: {} };
      const names = [...envelopeFields, ...Object.keys(commonFields), ...Object.keys(fields)];
      expect(Object.keys(line).sort()).toEqual(names.sort());
      expect(line.level).toBe(level);
      for (const [field, kind] of Object.entries(fields)) {
        expect([line.event, field, isKind[kind]?.(line[field])]).toEqual([line.event, field, true]);
      }
    }
  });
});
