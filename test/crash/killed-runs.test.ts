import { afterEach, describe, expect, it } from 'vitest';
import { dayMs, inventedBooking, minuteMs } from '../lambda/invented-bookings.ts';
import { afternoonMs, type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda/lambda-world.ts';
import type { GatedCall } from './call-gate.ts';
import { killBundleAfter } from './kill-bundle.ts';

const tickMs = 20 * minuteMs;

let world: LambdaWorld;
afterEach(() => world.stop());

/** The calls of the send path: to the tables and to SENS. Booking pages, secrets and notices change nothing of it. */
const isSendPath = ({ target, operation }: GatedCall): boolean =>
  target === 'tables' ? operation !== 'GetSecretValue' : operation.includes(' /sens/');

const counter = (): ((call: GatedCall) => number) => {
  let count = 0;
  return (call) => (isSendPath(call) ? ++count : 0);
};

const claims = async () =>
  (await world.scan('sms_claims')).filter(({ booking_num }) => booking_num !== undefined);

const sentTo = (): readonly string[] => world.outside.sensMessages.map(({ to }) => String(to)).sort();

describe('the bundle in a real process', () => {
  // Some twenty processes one after the other: 8 s on an idle core, more where others work beside.
  const manyProcesses = { timeout: 120_000 };

  it(
    'killed at every call of its send path, tick after tick, sends nothing twice and loses nothing in silence',
    manyProcesses,
    async () => {
      world = await startLambdaWorld({ bookings: [] });
      await world.approve();
      const logs: string[] = [];
      let kills = 0;
      let customers = 0;
      for (let nowMs = afternoonMs; ; nowMs += tickMs) {
        // A new customer as soon as the last one's message is claimed: each run has one to send, beside what was left.
        if ((await claims()).length === customers) {
          customers += 1;
          world.outside.addBookings([inventedBooking(customers, 5 * dayMs)]);
        }
        const count = counter();
        const run = await killBundleAfter(world, nowMs, (call) => count(call) === kills + 1);
        logs.push(run.text);
        world.advance(tickMs);
        if (run.end.kind === 'response') break;
        expect(run.end).toMatchObject({ kind: 'exit', signal: 'SIGKILL' });
        kills += 1;
      }
      for (let quiet = 0; quiet < 2; quiet += 1) {
        logs.push((await world.invoke(scheduledEvent)).text);
        world.advance(tickMs);
      }

      expect(kills).toBeGreaterThanOrEqual(14);
      expect(new Set(sentTo()).size, 'a customer got a message twice').toBe(sentTo().length);
      const all = await claims();
      expect(all, 'a message was due and has no claim').toHaveLength(customers);
      const counted = all.filter(({ state }) => state === 'ACCEPTED' || state === 'DELIVERED');
      expect(counted.map(digitsOf).sort(), 'claims and SENS disagree').toEqual(sentTo());
      const rest = all.filter((claim) => !counted.includes(claim));
      // Killed between the proof of permission and the POST's arrival: nobody can know but SENS, which was asked.
      expect(rest.length).toBeLessThanOrEqual(1);
      for (const { state, reason, booking_num } of rest) {
        expect([state, reason]).toEqual(['IN_DOUBT', 'absent']);
        const isTold = logs.some(
          (log) => log.includes('"reconcile_absent"') && log.includes(String(booking_num)),
        );
        expect(isTold, `nobody was told of ${booking_num}`).toBe(true);
      }
      expect(logs.some((log) => log.includes('"reconcile_adopted"'))).toBe(true);
    },
  );

  it('run twice at once, sends each message once', async () => {
    const bookings = [1, 2, 3, 4].map((id) => inventedBooking(id, 5 * dayMs));
    world = await startLambdaWorld({ bookings });
    await world.approve();

    const runs = await Promise.all([world.invoke(scheduledEvent), world.invoke(scheduledEvent)]);

    expect(runs.map(({ answer }) => answer.outcome)).toEqual(['succeeded', 'succeeded']);
    expect(sentTo()).toEqual(['01000000001', '01000000002', '01000000003', '01000000004']);
    const accepted = runs.map(({ answer }) => Number(answer.accepted));
    expect(accepted.reduce((sum, count) => sum + count, 0)).toBe(4);
  });
});

const digitsOf = ({ phone }: Readonly<Record<string, unknown>>): string => String(phone).replaceAll('-', '');
