import { describe, expect, it } from 'vitest';
import { isWorthTelling } from '../../../lambda/summary/is-worth-telling.ts';
import { metricsOf } from '../../../lambda/summary/metrics-of.ts';
import { emptyTally } from '../../../lambda/summary/run-tally.ts';
import type { RunSummary } from '../../../lambda/summary/summary-of.ts';

const summary: RunSummary = {
  build_id: 'b',
  mode: 'live',
  outcome: 'succeeded',
  trigger: 'schedule',
  stores_total: 8,
  stores_failed: 0,
  bookings_seen: 0,
  bookings_skipped: 0,
  messages_due: 0,
  accepted: 0,
  refused: 0,
  in_doubt: 0,
  released: 0,
  missed: 0,
  undelivered: 0,
  withheld: 0,
  stores_withheld: 0,
  adopted: 0,
  left_over: 0,
  session: 'cached',
  browser_started: false,
  started_at: '2026-11-02T05:00:00.000Z',
  duration_ms: 17,
  notifications: [],
};

describe('the metrics of a run', () => {
  it('each count their own thing', () => {
    const tally = {
      ...emptyTally(8),
      storesFailed: 2,
      bookingsSeen: 3,
      messagesDue: 5,
      accepted: 7,
      adopted: 11,
      refused: 13,
      inDoubt: 19,
      released: 23,
      missed: 29,
    };
    const notifications = [
      { channel: 'slack', state: 'failed', message_id: null },
      { channel: 'telegram', state: 'delivered', message_id: '1' },
    ];

    expect(metricsOf(tally, { ...summary, outcome: 'failed', notifications })).toMatchObject({
      Runs: 1,
      RunFailures: 1,
      StoresFailed: 2,
      BookingsSeen: 3,
      MessagesDue: 5,
      MessagesAccepted: 18,
      MessagesRefused: 13,
      MessagesInDoubt: 19,
      MessagesReleased: 23,
      MessagesMissed: 29,
      NotificationFailures: 1,
      RunDurationMs: 17,
    });
  });
});

describe('a run worth telling', () => {
  it.each([
    [{}, false],
    [{ outcome: 'stopped' }, false],
    [{ released: 1, left_over: 4, adopted: 1 }, false],
    [{ outcome: 'failed' }, true],
    [{ stores_failed: 1 }, true],
    [{ refused: 1 }, true],
    [{ in_doubt: 1 }, true],
    [{ missed: 1 }, true],
  ])('of failures: %o is %s', (changes, isTold) => {
    const run = { ...summary, ...changes };
    expect(isWorthTelling('failures', run)).toBe(isTold);
    expect([isWorthTelling('all', run), isWorthTelling('off', run)]).toEqual([true, false]);
  });
});
