import { describe, expect, it } from 'vitest';
import { emptyHistory, type ForcedHistory } from '../../src/domain/alarm-history.ts';
import { type HopFacts, judgeHops } from '../../src/domain/judge-hops.ts';
import { type RelayReceipt, readReceipt } from '../../src/domain/relay-receipts.ts';
import { fail, inconclusive } from '../../src/domain/verdict.ts';

const topic = 'arn:aws:sns:ap-northeast-2:000000000000:invented';
const other = `${topic}-too`;
const nonce = 'alarm-test:run1:bcdfghjklmnpqrst';

const changed = (...resources: readonly (string | null)[]): ForcedHistory => ({
  ...{ changedAtMs: 1_000, leftAtMs: null, alarm: { atMs: 1_000, isForced: true, from: 'OK' } },
  ...{
    actions: resources.map((resource, index) => ({ atMs: 1_001 + index, resource, failure: null })),
    firings: [],
  },
});

const receipt = (change: Partial<RelayReceipt> = {}): RelayReceipt => ({
  ...{ about: 'alarm a', nonce, channel: 'slack', state: 'delivered', messageId: '1.2', reason: null },
  atMs: 2_000,
  ...change,
});

const facts = (change: Partial<HopFacts> = {}, receipts: readonly RelayReceipt[] = []): HopFacts => ({
  ...{ alarm: 'a', nonce, calledAtMs: 900, beforeUpdatedAtMs: 500, whyUnheard: null, actions: [topic] },
  ...{ history: changed(topic), historyUnread: null },
  ...{ relay: { receipts, failures: [] }, relayUnread: null },
  ...{ gaveUpAfterS: 60, endedBy: null },
  ...change,
});

const actionOf = (change: Partial<HopFacts>) => judgeHops(facts(change)).action?.verdict;
const slackOf = (...receipts: readonly RelayReceipt[]) =>
  judgeHops(facts({}, receipts)).channel('slack')?.verdict;

describe('the actions of a forced alarm', () => {
  it('pass where each of them was carried out', () => {
    expect(actionOf({ actions: [topic, other], history: changed(topic, other) })?.state).toBe('pass');
  });

  it.each([
    ['the same one twice', [topic, topic]],
    ['one that is not among them', [topic, `${topic}-of-another`]],
    ['entries that name none', [null, null]],
    ['one named and one not', [topic, null]],
  ])('do not pass by %s', (_, seen) => {
    expect(actionOf({ actions: [topic, other], history: changed(...seen) })?.state).toBe('inconclusive');
  });

  it('that are listed twice are one, and one alone needs no name in its entry', () => {
    expect(actionOf({ actions: [topic, topic] })?.state).toBe('pass');
    expect(actionOf({ history: changed(null) })?.state).toBe('pass');
  });
});

describe('a receipt', () => {
  it('counts for the alarm and the nonce that it names', () => {
    expect(slackOf(receipt())?.state).toBe('pass');
  });

  it.each([
    ['another alarm', { about: 'alarm b' }],
    ['an alarm whose name begins the same', { about: 'alarm a-too' }],
    ['an announcement', { about: `announcement start ${nonce}` }],
    ['a message of the topic', { about: 'topic message' }],
    ['another test of the alarm', { nonce: 'alarm-test:run1:zzzzzzzzzzzzzzzz' }],
    ['the other channel', { channel: 'telegram' as const }],
  ])('of %s never counts', (_, change) => {
    expect(slackOf(receipt(change))).toEqual(fail("no receipt in the relay's log within 60 s"));
    expect(judgeHops(facts({}, [receipt(change)])).hasNotified).toBe('channel' in change);
  });

  it.each(['', ' ', '\t'])('with the empty id %j is none', (messageId) => {
    expect(slackOf(receipt({ messageId }))?.state).toBe('inconclusive');
    const line = {
      event: 'notification_sent',
      about: 'alarm a',
      nonce,
      channel: 'slack',
      state: 'delivered',
    };
    expect(readReceipt(JSON.stringify({ ...line, message_id: messageId }), 1)?.messageId).toBeNull();
  });
});

describe('hops that the operator did not wait for', () => {
  const interrupted = { endedBy: 'the operator interrupted the test', gaveUpAfterS: 0 };

  it('are inconclusive, also where all before them was seen', () => {
    const { action, changed: change, channel } = judgeHops(facts(interrupted));

    expect([change?.verdict.state, action?.verdict.state]).toEqual(['pass', 'pass']);
    expect(channel('slack')?.verdict).toEqual(
      inconclusive("no receipt in the relay's log until the operator interrupted the test"),
    );
  });

  it('are inconclusive where the history showed nothing, and where a run of the relay had failed', () => {
    const relay = { receipts: [], failures: ['invented'] };
    const {
      changed: change,
      action,
      channel,
    } = judgeHops(facts({ ...interrupted, history: emptyHistory, relay }));

    for (const cell of [change, action, channel('telegram')]) {
      expect(cell?.verdict).toMatchObject({
        state: 'inconclusive',
        reason: expect.stringMatching(/until the operator interrupted the test$/),
      });
    }
  });

  it('still fail where the channel had refused, and pass where the receipt was there', () => {
    const refused = receipt({ state: 'failed', messageId: null, reason: 'Slack answered 429' });
    const { channel } = judgeHops(facts(interrupted, [refused, receipt({ channel: 'telegram' })]));

    expect(channel('slack')?.verdict).toEqual(fail('Slack answered 429'));
    expect(channel('telegram')?.verdict.state).toBe('pass');
  });
});

describe('an alarm that fired by itself just before it was forced', () => {
  const fired = (atMs: number) =>
    judgeHops(
      facts({
        history: { ...emptyHistory, firings: [{ atMs, reason: 'invented' }] },
        gaveUpAfterS: null,
      }),
    ).changed?.verdict;

  it('was not changed by the test; an older ALARM says nothing', () => {
    expect(fired(600)).toEqual(inconclusive('it went into ALARM by itself just before it was forced'));
    expect(fired(400)).toBeUndefined();
  });
});
