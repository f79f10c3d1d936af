import { describe, expect, it } from 'vitest';
import { isWorthTelling } from '../../../lambda/summary/is-worth-telling.ts';
import { metricsOf } from '../../../lambda/summary/metrics-of.ts';
import { emptyTally } from '../../../lambda/summary/run-tally.ts';
import { emptyMessageSums } from '../../../lambda/summary/sums.ts';
import { summary } from './invented-summary.ts';

describe('the metrics of a run', () => {
  it('each count their own thing', () => {
    const tally = {
      ...emptyTally(8),
      storesFailed: 2,
      bookings: { returned: 3, read: 1, skipped: new Map([['invalid', 2]]) },
      messages: {
        ...emptyMessageSums(),
        due: 5,
        accepted: 7,
        refusedBySens: 10,
        refusedByUs: 3,
        inDoubt: 8,
        released: 3,
      },
      earlier: {
        adopted: 11,
        released: 4,
        inDoubt: 10,
        missed: 29,
        undelivered: 41,
        unfollowed: 47,
        listUnread: 1,
      },
      unreadableClaims: new Set(['1051707_1#invented#confirm']),
      writtenDown: 16,
      withheld: 31,
      storesWithheld: 37,
      loginAttempts: 43,
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
      MessagesUnfollowed: 47,
      SensListUnread: 1,
      MessagesMissed: 29,
      MessagesWithheld: 31,
      StoresWithheld: 37,
      MessagesUndelivered: 41,
      LoginAttempts: 43,
      NotificationFailures: 1,
      RunDurationMs: 17,
    });
  });
});

describe('a run worth telling', () => {
  it.each([
    [{}, false],
    [{ outcome: 'stopped' }, false],
    [{ released: 1, postponed: 4, adopted: 1 }, false],
    [{ outcome: 'failed' }, true],
    [{ stores_failed: 1 }, true],
    [{ refused_by_sens: 1 }, true],
    [{ refused_by_us: 1 }, true],
    [{ in_doubt: 1 }, true],
    [{ in_doubt_earlier: 1 }, true],
    [{ missed: 1 }, true],
    [{ undelivered: 1 }, true],
    [{ stores_withheld: 1 }, true],
    [{ withheld: 1 }, false],
    [{ left_refused: 1, left_in_doubt: 1 }, false],
    [{ left_refused: null, left_in_doubt: null }, false],
  ])('of failures: %o is %s', (changes, isTold) => {
    const run = { ...summary, ...changes };
    expect(isWorthTelling('failures', run)).toBe(isTold);
    expect([isWorthTelling('all', run), isWorthTelling('off', run)]).toEqual([true, false]);
  });
});
