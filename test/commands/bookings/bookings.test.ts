import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { bookingsAcceptCommand } from '../../../src/commands/bookings/accept.ts';
import { bookingsStatusCommand } from '../../../src/commands/bookings/status.ts';
import type { BookingDials } from '../../../src/sandbox/outside/booking-dials.ts';
import { scheduledEvent } from '../../lambda/lambda-world.ts';
import { startTestWorld, type TestWorld } from '../../support/sandbox-toolbox.ts';

let world: TestWorld;
afterEach(() => world.stop());

const minuteMs = 60_000;

/** A run of the function, twenty minutes after the one before. */
async function tick(dials: BookingDials): Promise<Readonly<Record<string, unknown>>> {
  await world.sandbox.clock.sleep(20 * minuteMs);
  const { endpoint, credentials } = world.sandbox;
  const body = JSON.stringify(dials);
  await fetch(`${endpoint}/_sandbox/booking-host`, { method: 'POST', body });
  const client = new LambdaClient({ endpoint, credentials, region: 'ap-northeast-2' });
  const Payload = JSON.stringify(scheduledEvent);
  const answer = await client.send(new InvokeCommand({ FunctionName: world.environment.function, Payload }));
  client.destroy();
  return JSON.parse(Buffer.from(answer.Payload ?? []).toString('utf8'));
}

describe('stores that lost their bookings', () => {
  it('are named by status, and are accepted by name and reason until they have bookings again', async () => {
    world = await startTestWorld();
    await world.approveLive();
    const before = await world.run(bookingsStatusCommand);
    await tick({});
    const well = await world.run(bookingsStatusCommand);
    const empty = await tick({ all: 'empty' });

    const gone = await world.run(bookingsStatusCommand);
    const [store = '', other = ''] = (gone.result.data.emptied ?? []) as readonly string[];
    const unexplained = await world.run(bookingsAcceptCommand, { store: [store] }, { reason: ' ' });
    const mistyped = await world.run(bookingsAcceptCommand, { store: [store, '999'] }, { reason: 'test' });
    const dry = await world.run(bookingsAcceptCommand, { store: [store] }, { reason: 'test', dryRun: true });
    const accepted = await world.run(bookingsAcceptCommand, { store: [store] }, { reason: 'closed' });
    const rest = await world.run(bookingsStatusCommand);
    const both = await world.run(bookingsAcceptCommand, { store: [other] }, { reason: 'closed too' });
    const after = await tick({ all: 'empty' });
    const back = await tick({});
    const again = await tick({ all: 'empty' });

    expect(before.result).toMatchObject({
      exitCode: 0,
      headline: expect.stringContaining('No run has recorded'),
    });
    expect(well.result).toMatchObject({ exitCode: 0, data: { emptied: [] } });
    expect(empty).toMatchObject({ stores_emptied: 2 });
    expect(gone.result).toMatchObject({ exitCode: 3, data: { emptied: ['1051707', '1120125'] } });
    expect(gone.result.headline).toContain('Stores 1051707, 1120125 show none of the bookings');
    expect(gone.result.next[1]).toContain('naver-sms bookings accept --store 1051707 1120125 --env');
    expect([unexplained.errorCode, mistyped.errorCode]).toEqual(['UNKNOWN_USAGE', 'UNKNOWN_USAGE']);
    expect(mistyped.result.headline).toContain('999');
    expect(dry.result.headline).toBe('Dry run: nothing was changed.');
    expect(accepted.result).toMatchObject({ exitCode: 0, data: { accepted: ['1051707'] } });
    expect(rest.result).toMatchObject({ exitCode: 3, data: { emptied: ['1120125'] } });
    expect(both.result.data.after).toMatchObject({ stores: { '1051707': expect.any(String) } });
    expect([after, back, again].map((run) => run.stores_emptied)).toEqual([0, 0, 2]);
  });

  it('are none where runs see their bookings: then there is nothing to accept', async () => {
    world = await startTestWorld();
    await world.approveLive();
    await tick({});

    const refused = await world.run(bookingsAcceptCommand, { store: ['1051707'] }, { reason: 'test' });

    expect(refused.errorCode).toBe('UNKNOWN_USAGE');
    expect(refused.result.headline).toContain('is not among the stores that lost their bookings (none)');
  });
});
