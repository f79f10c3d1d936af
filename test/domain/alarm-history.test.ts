import { describe, expect, it } from 'vitest';
import { type AlarmHistoryItem, emptyHistory, readForcedHistory } from '../../src/domain/alarm-history.ts';
import { forcedReason } from '../../src/domain/alarm-nonce.ts';

const nonce = 'alarm-test:run1:bcdfghjklmnpqrst';
const reason = forcedReason(nonce, 'forced');

const change = (
  timestampMs: number,
  stateValue: string,
  stateReason: string,
  oldState: string | null = 'OK',
): AlarmHistoryItem => ({
  timestampMs,
  type: 'StateUpdate',
  summary: `Alarm updated to ${stateValue}`,
  data: JSON.stringify({
    version: '1.0',
    ...(oldState === null ? {} : { oldState: { stateValue: oldState } }),
    newState: { stateValue, stateReason },
  }),
});
const action = (
  timestampMs: number,
  data: object,
  summary = 'Successfully executed action a',
): AlarmHistoryItem => ({
  ...{ timestampMs, type: 'Action', summary },
  data: JSON.stringify(data),
});

describe('the history of a forced alarm', () => {
  it('is the change under the nonce with the action of its time stamp, whatever the order', () => {
    const items = [
      action(100_900, { actionState: 'Succeeded', stateUpdateTimestamp: 100_000 }),
      change(100_000, 'ALARM', reason),
      change(50_000, 'ALARM', 'Threshold Crossed'),
      action(50_500, { actionState: 'Failed', stateUpdateTimestamp: 50_000, error: 'of an older change' }),
    ];

    expect(readForcedHistory(items, nonce)).toEqual({
      changedAtMs: 100_000,
      leftAtMs: null,
      alarm: { atMs: 100_000, isForced: true, from: 'OK' },
      actions: [{ atMs: 100_900, resource: null, failure: null }],
      firings: [{ atMs: 50_000, reason: 'Threshold Crossed' }],
    });
  });

  it('keeps every change to ALARM that no test made, oldest first, also those that are over', () => {
    const other = forcedReason('alarm-test:run1:zzzzzzzzzzzzzzzz', 'forced');
    const items = [
      change(130_000, 'ALARM', 'again'),
      change(120_000, 'OK', 'over'),
      change(110_000, 'ALARM', 'once'),
      change(105_000, 'OK', 'evaluated'),
      change(100_000, 'ALARM', reason),
      change(90_000, 'ALARM', other),
    ];

    expect(readForcedHistory(items, nonce).firings).toEqual([
      { atMs: 110_000, reason: 'once' },
      { atMs: 130_000, reason: 'again' },
    ]);
    expect(readForcedHistory(items.slice(0, 3), nonce).firings).toHaveLength(2);
  });

  it('takes an action without a time stamp by its place, and none of the change that follows', () => {
    const items = [
      change(100_000, 'ALARM', reason),
      action(101_000, {}),
      change(110_000, 'OK', 'Threshold Crossed'),
      action(111_000, {}),
    ];

    expect(readForcedHistory(items, nonce).actions).toMatchObject([{ atMs: 101_000, failure: null }]);
  });

  it('says why an action failed, by its data or by its summary', () => {
    const failed = (data: object, summary?: string) =>
      readForcedHistory([change(100_000, 'ALARM', reason), action(100_100, data, summary)], nonce).actions[0]
        ?.failure;

    expect(failed({ actionState: 'Failed', error: 'not authorized' })).toBe('not authorized');
    expect(failed({}, 'Failed to execute action a')).toBe('Failed to execute action a');
    expect(failed({ actionState: 'InProgress' }, '')).toBe('CloudWatch gives no reason');
  });

  it('has no change where another nonce, another state or no JSON stands there', () => {
    const other = forcedReason('alarm-test:run1:zzzzzzzzzzzzzzzz', 'forced');
    const broken = { ...change(4, 'ALARM', reason), data: '{' };
    const items = [change(1, 'ALARM', other), change(2, 'OK', reason), broken];

    expect(readForcedHistory(items, nonce)).toEqual(emptyHistory);
  });

  it('holds which change to ALARM stands now, ours or another, and what it was before', () => {
    const standing = (...items: readonly AlarmHistoryItem[]) => readForcedHistory(items, nonce).alarm;
    const ours = change(100_000, 'ALARM', reason);
    const real = change(110_000, 'ALARM', 'Threshold Crossed');

    expect(standing(ours)).toEqual({ atMs: 100_000, isForced: true, from: 'OK' });
    expect(standing(change(1, 'ALARM', reason, 'ALARM'))).toMatchObject({ isForced: true, from: 'ALARM' });
    expect(standing(change(1, 'ALARM', reason, null))).toMatchObject({ isForced: true, from: null });
    expect(standing(real, ours, change(105_000, 'OK', reason, 'ALARM'))).toMatchObject({ isForced: false });
    expect(standing(change(105_000, 'OK', 'Threshold Crossed'), ours)).toBeNull();
  });

  it('holds when it left ALARM after that, and nothing before counts', () => {
    const items = [change(50_000, 'OK', 'before'), change(100_000, 'ALARM', reason)];

    expect(readForcedHistory(items, nonce).leftAtMs).toBeNull();
    expect(readForcedHistory([change(110_000, 'OK', 'Threshold Crossed'), ...items], nonce).leftAtMs).toBe(
      110_000,
    );
  });

  it('names the action of an entry by its data or by its summary', () => {
    const resource = (data: object, summary?: string) =>
      readForcedHistory([change(100_000, 'ALARM', reason), action(100_100, data, summary)], nonce).actions[0]
        ?.resource;
    const arn = 'arn:aws:sns:ap-northeast-2:000000000000:invented';

    expect(resource({ notificationResource: arn })).toBe(arn);
    expect(resource({}, `Successfully executed action ${arn}`)).toBe(arn);
    expect(resource({}, `Failed to execute action ${arn}`)).toBe(arn);
    expect(resource({}, 'Successfully executed action a')).toBeNull();
  });
});
