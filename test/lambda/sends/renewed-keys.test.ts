import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { minuteMs } from '../invented-bookings.ts';
import { type LambdaWorld, scheduledEvent } from '../lambda-world.ts';
import { bookingsInDays, startLiveWorld } from '../live-world.ts';
import { named, sentTo } from '../what-a-run-did.ts';
import { isSend } from './sens-calls.ts';

const secretName = 'naver-sms-automation/sens-credentials';

let world: LambdaWorld;
beforeAll(async () => {
  world = await startLiveWorld({ bookings: [] });
});
afterAll(() => world.stop());

let bookingsMade = 0;
/** Numbers of customers to whom SENS has sent nothing, and how many sends it was asked for before. */
let phones: readonly string[];
let askedBefore: number;
beforeEach(() => {
  const bookings = bookingsInDays(bookingsMade + 2).slice(bookingsMade);
  bookingsMade += 2;
  world.outside.addBookings(bookings);
  phones = bookings.map(({ phone }) => phone);
  askedBefore = asked();
  // What an earlier test left in the cache of the process is forgotten after 5 minutes.
  world.advance(6 * minuteMs);
});

const asked = (): number => world.proxies.outside.calls.filter(isSend).length;
const sentNow = (): readonly unknown[] => sentTo(world).filter((to) => phones.some((phone) => phone === to));

describe('a warm process whose key of SENS was changed', () => {
  it.each([
    ['the secret key', { secret_key: 'invented-former-secret' }],
    ['the access key', { access_key: 'INVENTEDFORMERKEY000' }],
  ])('reads the secret anew once SENS refuses %s, and goes on in the same run', async (_, former) => {
    world.putSecret(secretName, { ...world.outside.keys.sens, ...former });
    // It fills the cache of the process.
    await world.invoke({ mode: 'dry-run' });
    world.putSecret(secretName, world.outside.keys.sens);
    world.advance(minuteMs);

    const run = await world.invoke(scheduledEvent);

    expect(run.initMs).toBeNull();
    expect(run.answer).toMatchObject({ messages_due: 2, accepted: 2, released: 0 });
    expect(sentNow()).toEqual(phones);
    expect(asked() - askedBefore).toBe(3);
  });

  it('asks once in a run where the secret is wrong as well, and the run fails', async () => {
    world.putSecret(secretName, { ...world.outside.keys.sens, secret_key: 'invented-wrong-secret' });

    const run = await world.invoke(scheduledEvent);
    world.putSecret(secretName, world.outside.keys.sens);
    world.advance(20 * minuteMs);
    const next = await world.invoke(scheduledEvent);

    expect(run.end.kind).toBe('error');
    expect(String(run.answer.errorMessage)).toContain(
      'SENS refuses our account or setting: SENS answered 401',
    );
    expect(named(run, 'run_summary')).toMatchObject([{ released: 1, postponed: 1 }]);
    expect(asked() - askedBefore).toBe(1 + 2);
    expect(next.answer).toMatchObject({ accepted: 2 });
    expect(sentNow()).toEqual(phones);
  });
});
