import { describe, expect, it } from 'vitest';
import { readReceipt, readRelayFailure } from '../../src/domain/relay-receipts.ts';

const sent = {
  event: 'notification_sent',
  about: 'alarm naver-sms-no-runs',
  nonce: 'n',
  channel: 'slack',
  state: 'delivered',
  message_id: '1.2',
  settled_at: '2026-11-23T05:00:00.000Z',
};

describe("a receipt in the relay's log", () => {
  it('is read with its id, its nonce and the time of the channel', () => {
    expect(readReceipt(JSON.stringify(sent), 1)).toEqual({
      ...{ about: 'alarm naver-sms-no-runs', nonce: 'n', channel: 'slack', state: 'delivered' },
      ...{ messageId: '1.2', reason: null, atMs: Date.parse('2026-11-23T05:00:00.000Z') },
    });
  });

  it('of an older relay has no nonce and the time of its log line', () => {
    const { nonce: _, settled_at: __, ...older } = sent;
    expect(readReceipt(JSON.stringify(older), 7)).toMatchObject({ nonce: null, atMs: 7 });
  });

  it('is a failure with its reason where the channel refused', () => {
    const failed = { ...sent, event: 'notification_failed', reason: 'Slack answered 429' };
    expect(readReceipt(JSON.stringify(failed), 1)).toMatchObject({
      state: 'failed',
      messageId: null,
      reason: 'Slack answered 429',
    });
  });

  it.each([
    ['another channel', JSON.stringify({ ...sent, channel: 'email' })],
    ['another event', JSON.stringify({ ...sent, event: 'run_summary' })],
    ['an id that is no text', JSON.stringify({ ...sent, message_id: { id: 1 } })],
    ['a line of the platform', 'START RequestId: 1 Version: 1'],
    ['broken JSON', '{"event":"notification_sent"'],
  ])('is not made of %s', (_, line) => {
    expect(readReceipt(line, 1)).toBeNull();
  });
});

describe("a failure in the relay's log", () => {
  it.each([
    ['{"event":"run_failed","reason":"no channel took: alarm a"}', 'no channel took: alarm a'],
    ['2026-11-23T05:00:00Z 1 Task timed out after 30.00 seconds', 'Task timed out after 30.00 seconds'],
    ['REPORT RequestId: 1\tDuration: 2.00 ms\tStatus: error\t', 'Lambda reports its status as error'],
    ['REPORT RequestId: 1\tDuration: 2.00 ms', null],
    ['{"event":"notification_sent"}', null],
  ])('%s', (line, reason) => {
    expect(readRelayFailure(line)).toBe(reason);
  });
});
