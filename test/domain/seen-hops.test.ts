import { describe, expect, it } from 'vitest';
import type { AlarmHistoryItem } from '../../src/domain/alarm-history.ts';
import { forcedReason } from '../../src/domain/alarm-nonce.ts';
import { type HopFacts, judgeHops } from '../../src/domain/judge-hops.ts';
import type { RelayReceipt } from '../../src/domain/relay-receipts.ts';
import { type HopLook, nothingSeen, rememberLook, seenHistory } from '../../src/domain/seen-hops.ts';
import type { Reading } from '../../src/domain/verification-facts.ts';

const read = <T>(value: T): Reading<T> => ({ state: 'read', value, source: 'invented' });
const unread: Reading<never> = {
  state: 'unreadable',
  reason: 'throttled',
  source: 'invented',
  mayHeal: true,
};
const nonce = 'alarm-test:run1:bcdfghjklmnpqrst';

const change = (timestampMs: number, stateValue: string, stateReason: string): AlarmHistoryItem => ({
  ...{ timestampMs, type: 'StateUpdate', summary: 'invented' },
  data: JSON.stringify({ newState: { stateValue, stateReason } }),
});
const forcing = change(1_000, 'ALARM', forcedReason(nonce, 'forced'));
const firing = change(800, 'ALARM', 'Threshold Crossed');
const slack: RelayReceipt = {
  ...{ about: 'alarm a', nonce, channel: 'slack', state: 'delivered', messageId: '1.2', reason: null },
  atMs: 2_000,
};

const look = (items: HopLook['items'], relay: HopLook['relay'] = read({ receipts: [], failures: [] })) => ({
  items,
  relay,
});

/** What is judged when the wait is over, after these looks. */
function judged(...looks: readonly HopLook[]) {
  const seen = looks.reduce(rememberLook, nothingSeen);
  const facts: HopFacts = {
    ...{ alarm: 'a', nonce, calledAtMs: 900, beforeUpdatedAtMs: 500, whyUnheard: null, actions: ['arn:one'] },
    history: seenHistory(seen, nonce),
    ...{ historyUnread: seen.historyUnread, relay: seen.relay, relayUnread: seen.relayUnread },
    ...{ gaveUpAfterS: 60, endedBy: null },
  };
  return judgeHops(facts);
}

describe('what a look showed', () => {
  it.each([
    ['shows nothing', read([])],
    ['shows only what came after', read([change(1_500, 'OK', 'over')])],
    ['cannot be made', unread],
  ] as const)('stays seen where the next one %s', (_, next) => {
    const { changed, fired } = judged(look(read([firing, forcing])), look(next));

    expect(changed?.verdict.state).toBe('pass');
    expect(fired).toEqual({ atMs: 800, reason: 'Threshold Crossed' });
  });

  it('of the relay stays seen where its log cannot be read any more; what did not come is then open', () => {
    const first = look(read([forcing]), read({ receipts: [slack], failures: [] }));
    const { channel } = judged(first, look(read([forcing]), unread));

    expect(channel('slack')?.verdict.state).toBe('pass');
    expect(channel('telegram')?.verdict).toEqual({
      state: 'inconclusive',
      reason: "the relay's log: throttled",
    });
  });

  it('counts once, however often it is seen', () => {
    const each = look(read([forcing]), read({ receipts: [slack], failures: ['invented'] }));
    const seen = [each, each, each].reduce(rememberLook, nothingSeen);

    expect([seen.items, seen.relay.receipts, seen.relay.failures].map(({ length }) => length)).toEqual([
      1, 1, 1,
    ]);
    expect(judged(each, each).channel('slack')?.remark).toBeNull();
  });
});
