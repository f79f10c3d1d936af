import { afterEach, describe, expect, it } from 'vitest';
import { hourMs, inventedBooking, inventedRow, minuteMs, storeId } from './invented-bookings.ts';
import { afternoonMs, type LambdaWorld, scheduledEvent, startLambdaWorld } from './lambda-world.ts';
import { named, sentTo } from './what-a-run-did.ts';

let world: LambdaWorld;
afterEach(() => world.stop());

describe('two runs at once', () => {
  it('send each message once', async () => {
    const bookings = Array.from({ length: 10 }, (_, index) => inventedBooking(index + 1, hourMs));
    world = await startLambdaWorld({ bookings });
    await world.approve();

    const runs = await Promise.all([world.invoke(scheduledEvent), world.invoke(scheduledEvent)]);

    expect(runs.map(({ end }) => end.kind)).toEqual(['response', 'response']);
    expect(sentTo(world)).toHaveLength(20);
    const byText = world.outside.sensMessages.map(({ to, content }) => `${to} ${content}`);
    expect(new Set(byText).size).toBe(20);
  });
});

describe('a message of which SENS gave no answer', () => {
  it('is found in its list by a later run and not sent again', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 30 * hourMs)] });
    await world.approve();
    world.addFault({ service: 'sens', operation: 'send', kind: 'accept-then-drop' });

    const first = await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);
    const second = await world.invoke(scheduledEvent);

    expect(first.answer).toMatchObject({ accepted: 0, in_doubt: 1 });
    expect(second.answer).toMatchObject({ accepted: 0, adopted: 1, in_doubt_earlier: 0, messages_due: 0 });
    expect(second.metrics).toMatchObject([{ MessagesAccepted: 1, MessagesInDoubt: 0 }]);
    expect(sentTo(world)).toEqual(['01000000001']);
  });
});

describe('a message in doubt after a rollback', () => {
  it('is still followed by runs that may not send', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 30 * hourMs)] });
    await world.approve();
    world.addFault({ service: 'sens', operation: 'send', kind: 'accept-then-drop' });
    await world.invoke(scheduledEvent);
    await world.approve({ mode: 'off' });
    world.advance(20 * minuteMs);

    const looking = await world.invoke({ mode: 'dry-run' });
    const off = await world.invoke(scheduledEvent);

    expect(looking.answer).toMatchObject({ adopted: 0 });
    expect(off.answer).toMatchObject({ mode: 'off', adopted: 1, in_doubt_earlier: 0, accepted: 0 });
    expect(sentTo(world)).toHaveLength(1);
  });
});

describe('a message that was given back', () => {
  it('goes out in the run that finds it, and the run that SENS refused the key has failed', async () => {
    world = await startLambdaWorld({
      bookings: [inventedBooking(1, 30 * hourMs), inventedBooking(2, 31 * hourMs)],
    });
    await world.approve();
    world.addFault({ service: 'sens', operation: 'send', kind: 'access-denied' });

    const refused = await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);
    const next = await world.invoke(scheduledEvent);

    expect(refused.end.kind).toBe('error');
    expect(String(refused.answer.errorMessage)).toContain(
      'SENS refuses our account or setting: SENS answered 403',
    );
    expect(named(refused, 'run_summary')).toMatchObject([{ refused_by_sens: 0, released: 1, postponed: 1 }]);
    expect(next.answer).toMatchObject({ accepted: 2 });
    expect(sentTo(world)).toHaveLength(2);
  });

  it('goes out in the same run that releases the claim of one that died', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 30 * hourMs)] });
    await world.approve();
    world.addFault({
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      nth: 2,
      times: 2,
      kind: 'access-denied',
    });
    await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);

    const next = await world.invoke(scheduledEvent);

    expect(next.answer).toMatchObject({ released_earlier: 1, accepted: 1 });
    expect(sentTo(world)).toHaveLength(1);
  });
});

describe('a window that passed while a stop was set', () => {
  it('is recorded as missed, once', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 3 * hourMs)] });
    await world.put('sms', inventedRow(1));
    await world.approve();
    world.advance(4 * hourMs);

    const first = await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);
    const second = await world.invoke(scheduledEvent);

    expect(named(first, 'send_missed')).toMatchObject([{ booking_num: `${storeId}_1`, kind: 'guide' }]);
    expect([first.answer.missed, second.answer.missed]).toEqual([1, 0]);
    expect(sentTo(world)).toEqual([]);
  });
});

describe('another sender at work', () => {
  it('stops the run with an error before it sends anything', async () => {
    const registeredAt = new Date(afternoonMs + minuteMs).toISOString();
    world = await startLambdaWorld({
      bookings: [
        inventedBooking(1, 30 * hourMs, { registeredAt }),
        inventedBooking(2, hourMs),
        inventedBooking(3, 30 * hourMs, { registeredAt }),
      ],
    });
    await world.approve();
    world.advance(2 * minuteMs);
    await world.put('sms', inventedRow(1));
    await world.put('sms', inventedRow(3));

    const run = await world.invoke(scheduledEvent);

    expect(run.end.kind).toBe('error');
    expect(String(run.answer.errorMessage)).toContain('another sender is at work');
    expect(sentTo(world)).toEqual([]);
  });
});

/** A login would mend what is to fail here. */
async function forbidLogin(): Promise<void> {
  await world.put('naver-sms-control', {
    scope: 'control',
    name: 'login-breaker',
    consecutiveFailures: 1,
    lastOutcome: 'captcha',
    lastAttemptAt: new Date(afternoonMs).toISOString(),
    lastRun: 'invented',
    blockedUntil: null,
    needsOperator: true,
  });
}

describe('a run that fails', () => {
  it.each(['unauthorized', 'not-a-list', 'redirect'] as const)(
    'throws where the session is over (%s), after its summary and metrics',
    async (expiryForm) => {
      world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)], expiryForm });
      await world.approve();
      const stale = world.outside.sessionCookies.map((cookie) => ({ ...cookie, value: 'stale' }));
      await world.put('session', { id: '1', cookies: JSON.stringify(stale) });
      await forbidLogin();

      const run = await world.invoke(scheduledEvent);

      expect(run.end.kind).toBe('error');
      expect(run.answer).toMatchObject({ errorType: 'RunFailed' });
      expect(String(run.answer.errorMessage)).toContain('the Naver session has expired');
      expect(named(run, 'session_probed')).toMatchObject([{ state: 'expired' }]);
      expect(named(run, 'run_failed')).toMatchObject([{ error_name: 'LoginFailed' }]);
      expect(named(run, 'run_summary')).toMatchObject([{ outcome: 'failed', stores_failed: 8 }]);
      expect(run.metrics).toMatchObject([{ Runs: 1, RunFailures: 1, StoresFailed: 8 }]);
      expect(world.outside.telegramMessages).toHaveLength(1);
      expect(sentTo(world)).toEqual([]);
      const [registered] = (await world.scan('naver-sms-control')).filter(({ scope }) => scope === 'run');
      expect(registered).toMatchObject({ outcome: 'failed', endedAt: expect.any(String) });
    },
  );

  it('throws where no store can be read, and never takes that for no bookings', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });
    await world.approve();
    world.addFault({ service: 'booking', operation: 'list', kind: 'server-error', times: 1_000 });

    const run = await world.invoke(scheduledEvent);

    expect(run.end.kind).toBe('error');
    expect(named(run, 'store_failed')).toHaveLength(8);
    expect(run.metrics).toMatchObject([{ RunFailures: 1, StoresFailed: 8 }]);
  });

  it('throws before it sends where a table cannot be read', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });
    await world.approve();
    world.addFault({ service: 'dynamodb', operation: 'BatchGetItem', kind: 'access-denied', times: 100 });

    const run = await world.invoke(scheduledEvent);

    expect(run.end.kind).toBe('error');
    expect(String(run.answer.errorMessage)).toBe('an AWS call failed with AccessDeniedException');
    expect(sentTo(world)).toEqual([]);
  });
});

describe('a channel that fails', () => {
  it('fails no run, and the other channel still gets its message', async () => {
    world = await startLambdaWorld({ bookings: [] });
    await world.approve();
    world.addFault({ service: 'slack', operation: 'chat.postMessage', kind: 'access-denied', times: 10 });

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ outcome: 'succeeded' });
    expect(run.metrics).toMatchObject([{ NotificationFailures: 1 }]);
    expect(named(run, 'notification_failed')).toMatchObject([
      { channel: 'slack', reason: 'Slack answered 200: invalid_auth' },
    ]);
    expect(world.outside.telegramMessages).toHaveLength(1);
  });
});
