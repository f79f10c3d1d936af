import { describe, expect, it } from 'vitest';
import { emptyHistory, type ForcedHistory } from '../../src/domain/alarm-history.ts';
import {
  type AlarmMatrix,
  type MatrixRow,
  matrixNotes,
  matrixVerdict,
  passedAt,
  unmeasured,
} from '../../src/domain/alarm-matrix.ts';
import { type HopFacts, judgeHops } from '../../src/domain/judge-hops.ts';
import { fail, inconclusive, pass } from '../../src/domain/verdict.ts';

const good = unmeasured(pass);
const row = (alarm: string, cells: Partial<MatrixRow['cells']> = {}): MatrixRow => ({
  ...{ alarm, nonce: 'n', before: 'OK', after: 'OK' },
  cells: { lint: good, changed: good, action: good, slack: good, telegram: good, restored: good, ...cells },
});
const matrix = (...rows: MatrixRow[]): AlarmMatrix => ({ channels: ['slack', 'telegram'], rows });

describe('a matrix', () => {
  it('passes only where every cell does; without an alarm nothing was shown', () => {
    expect(matrixVerdict(matrix(row('a'), row('b')))).toEqual(pass);
    expect(matrixVerdict(matrix(row('a', { slack: unmeasured(inconclusive('unseen')) }))).state).toBe(
      'inconclusive',
    );
    expect(matrixVerdict(matrix())).toEqual(inconclusive('there is no alarm to test'));
  });

  it('says the same of several hops and alarms once, failures first', () => {
    const down = unmeasured(fail('down'));
    const open = unmeasured(inconclusive('unseen'));
    const notes = matrixNotes(
      matrix(
        row('a', { changed: open, slack: down, telegram: down }),
        row('b', { slack: down, telegram: down }),
      ),
    );

    expect(notes).toEqual([
      { hops: ['slack', 'telegram'], state: 'fail', text: 'down', alarms: ['a', 'b'] },
      { hops: ['changed'], state: 'inconclusive', text: 'unseen', alarms: ['a'] },
    ]);
  });

  it('claims no latency where the clocks contradict one another', () => {
    const backwards = passedAt({ fromMs: 2_000, toMs: 1_000, clock: 'cloudwatch to relay', proof: 'p' });
    expect(backwards).toMatchObject({ verdict: pass, latencyMs: null });
  });
});

describe('a hop that was not seen', () => {
  const nothing: HopFacts = {
    ...{ alarm: 'a', nonce: 'n', calledAtMs: 1_000, beforeUpdatedAtMs: 500, whyUnheard: null },
    actions: ['arn:one', 'arn:two'],
    ...{ history: emptyHistory, historyUnread: null },
    ...{ relay: { receipts: [], failures: [] }, relayUnread: null },
    ...{ gaveUpAfterS: null, endedBy: null },
  };
  const changed = (...resources: readonly string[]): ForcedHistory => ({
    ...{ changedAtMs: 1_000, leftAtMs: null, alarm: { atMs: 1_000, isForced: true, from: 'OK' } },
    ...{ actions: resources.map((resource) => ({ atMs: 1_001, resource, failure: null })), firings: [] },
  });
  const statesOf = (facts: HopFacts) => {
    const { changed, action, channel } = judgeHops(facts);
    return [changed, action, channel('slack')].map((cell) => cell?.verdict.state ?? 'waiting');
  };

  it('is waited for, and never passes when the time is over', () => {
    expect(statesOf(nothing)).toEqual(['waiting', 'waiting', 'waiting']);
    expect(statesOf({ ...nothing, gaveUpAfterS: 60 })).toEqual([
      'inconclusive',
      'inconclusive',
      'inconclusive',
    ]);
  });

  it('is the second of two actions too', () => {
    const history = changed('arn:one');
    expect(statesOf({ ...nothing, history, gaveUpAfterS: 60 })).toEqual([
      'pass',
      'inconclusive',
      'inconclusive',
    ]);
  });

  it('fails where all before it was seen and nothing arrived', () => {
    const history = changed('arn:one');
    const facts = { ...nothing, actions: ['arn:one'], history, gaveUpAfterS: 60 };
    expect(judgeHops(facts).channel('slack')?.verdict).toEqual(
      fail("no receipt in the relay's log within 60 s"),
    );
  });

  it('is no receipt where a channel accepted the message without an id', () => {
    const receipt = {
      about: 'alarm a',
      nonce: 'n',
      channel: 'slack',
      messageId: null,
      reason: null,
    } as const;
    const relay = { receipts: [{ ...receipt, state: 'accepted', atMs: 2 } as const], failures: [] };
    expect(judgeHops({ ...nothing, relay }).channel('slack')?.verdict.state).toBe('inconclusive');
  });
});
