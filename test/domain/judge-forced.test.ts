import { describe, expect, it } from 'vitest';
import { type AlarmChange, emptyHistory, type ForcedHistory } from '../../src/domain/alarm-history.ts';
import { forcedReason, realAlarmReason } from '../../src/domain/alarm-nonce.ts';
import {
  afterWaiting,
  type ForcedAlarm,
  judgeForced,
  needsHistory,
  type SeenAlarm,
} from '../../src/domain/judge-forced.ts';
import type { Reading } from '../../src/domain/verification-facts.ts';

const read = <T>(value: T): Reading<T> => ({ state: 'read', value, source: 'invented' });
const unread: Reading<never> = { state: 'unreadable', reason: 'denied', source: 'invented', mayHeal: false };
const nonce = 'alarm-test:run1:bcdfghjklmnpqrst';
const beforeMs = Date.UTC(2026, 10, 23, 5);
const iso = (ms: number) => new Date(ms).toISOString();

const forced = (change: Partial<ForcedAlarm> = {}): ForcedAlarm => ({
  ...{ name: 'a', nonce, before: 'OK', beforeUpdatedAtMs: beforeMs, calledAtMs: beforeMs + 60_000 },
  ...{ isAcknowledged: true, hasNotified: false },
  ...change,
});
const seen = (state: SeenAlarm['state'], reason: string, afterMs = 70_000): SeenAlarm => ({
  ...{ state, reason },
  updatedAt: iso(beforeMs + afterMs),
});
const underNonce = seen('ALARM', forcedReason(nonce, 'forced'));
const standing = (alarm: AlarmChange | null): Reading<ForcedHistory> => read({ ...emptyHistory, alarm });
const by = (isForced: boolean, from: string | null, afterMs = 60_000) =>
  standing({ atMs: beforeMs + afterMs, isForced, from });
const stateOf = (
  alarm: SeenAlarm | null,
  history: Reading<ForcedHistory> = read(emptyHistory),
  change: Partial<ForcedAlarm> = {},
) => judgeForced(forced(change), read(alarm), history).state;

describe('an alarm in ALARM under our nonce', () => {
  it.each([
    ['our change from OK', by(true, 'OK'), 'forced'],
    ['our change, which names no state before', by(true, null), 'forced'],
    ['our change from ALARM', by(true, 'ALARM'), 'overwritten'],
    ['a change of its own after the state from before', by(false, 'OK', 59_000), 'overwritten'],
    ['a change of its own from before that', by(false, 'OK', -1), 'unclear'],
    ['nothing', standing(null), 'unclear'],
    ['and that cannot be read', unread, 'unclear'],
  ])('whose history shows %s is judged by that', (_, history, expected) => {
    expect(stateOf(underNonce, history)).toBe(expected);
    expect(needsHistory(forced(), underNonce)).toBe(true);
  });

  it('was moved by us where a notification carried the nonce, unless its history shows a real one', () => {
    const hasNotified = true;
    expect(stateOf(underNonce, standing(null), { hasNotified })).toBe('forced');
    expect(stateOf(underNonce, unread, { hasNotified })).toBe('forced');
    expect(stateOf(underNonce, by(false, 'OK', 65_000), { hasNotified })).toBe('overwritten');
  });
});

describe('an alarm that is not in ALARM', () => {
  it('was restored where its reason carries our nonce', () => {
    expect(stateOf(seen('OK', forcedReason(nonce, 'restored')))).toBe('restored');
  });

  it('moved on only where CloudWatch updated it later than the state from before', () => {
    expect(stateOf(seen('OK', 'Threshold Crossed'))).toBe('moved-on');
    expect(stateOf(seen('INSUFFICIENT_DATA', 'no data'))).toBe('moved-on');
    expect(stateOf(seen('OK', 'Threshold Crossed', 0))).toBe('unchanged');
    expect(stateOf(seen('OK', 'an even older read', -1))).toBe('unchanged');
  });

  it('moved on where its history shows that it left ALARM, whatever the read says', () => {
    const left = read({ ...emptyHistory, changedAtMs: beforeMs + 60_000, leftAtMs: beforeMs + 61_000 });
    expect(stateOf(seen('OK', 'stale', 0), left)).toBe('moved-on');
  });

  it('without times is decided by the history alone, as for an intent of an earlier version', () => {
    const unknownTimes = { ...seen('OK', 'r'), updatedAt: null };
    expect(stateOf(unknownTimes)).toBe('unchanged');
    expect(stateOf(seen('OK', 'r'), read(emptyHistory), { beforeUpdatedAtMs: null })).toBe('unchanged');
    expect(needsHistory(forced({ beforeUpdatedAtMs: null }), seen('OK', 'r'))).toBe(true);
  });
});

describe('an alarm in ALARM for another reason', () => {
  it('fired; one that reads older than the state from before is a read that lags', () => {
    expect(stateOf(seen('ALARM', 'Threshold Crossed'))).toBe('fired');
    expect(stateOf(seen('ALARM', realAlarmReason(nonce)))).toBe('fired');
    expect(stateOf(seen('ALARM', 'Threshold Crossed', -1))).toBe('unchanged');
  });
});

describe('what was waited for', () => {
  const unchanged = { state: 'unchanged', found: 'OK', sentence: 's' } as const;
  const unclear = { state: 'unclear', found: 'ALARM', sentence: 's' } as const;
  const showing = read({ ...emptyHistory, changedAtMs: 1 });

  it('and reads as before was never forced where no source shows it and AWS had not acknowledged it', () => {
    const unanswered = forced({ isAcknowledged: false });
    expect(afterWaiting(unchanged, unanswered, read(emptyHistory)).state).toBe('unforced');
    expect(afterWaiting(unchanged, unanswered, showing).state).toBe('unknown');
    expect(afterWaiting(unchanged, unanswered, unread).state).toBe('unknown');
    expect(afterWaiting(unchanged, forced(), read(emptyHistory)).state).toBe('unknown');
  });

  it('and may be a real ALARM is not ours to take back', () => {
    expect(afterWaiting(unclear, forced(), read(emptyHistory)).state).toBe('unknown');
  });
});
