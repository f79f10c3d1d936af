import { describe, expect, it } from 'vitest';
import { newClaim } from '../../../lambda/claim/new-claim.ts';
import {
  candidatesFor,
  isAbsenceProven,
  isPastLease,
  requestWindow,
} from '../../../lambda/record/match-messages.ts';
import type { ListedMessage } from '../../../lambda/send/sens-list.ts';
import { inventedMessage } from '../claim-and-send/invented-messages.ts';

const message = inventedMessage({ bookingNum: '1051707_1', phone: '010-0000-0001', kinds: [] }, 'confirm');
const at = new Date('2026-11-02T05:00:00Z');
const claim = newClaim(message, { at, owner: 'o', runId: 'r', replaced: null });
const later = (ms: number) => new Date(at.getTime() + ms);

const listed = (messageId: string, more: Partial<ListedMessage> = {}): ListedMessage => ({
  requestId: `request of ${messageId}`,
  messageId,
  requestedAt: at,
  from: message.from,
  to: message.phoneDigits,
  content: message.content,
  delivery: 'pending',
  deliveryText: '',
  ...more,
});

const ids = (...messages: readonly ListedMessage[]) =>
  candidatesFor(claim, messages).map(({ messageId }) => messageId);

describe('the messages that may be a claim’s', () => {
  it('have its sender, recipient and exact text', () => {
    const others = [
      listed('a', { from: '0211111111' }),
      listed('b', { to: '01000000002' }),
      listed('c', { content: `${message.content} ` }),
      listed('d', { content: null }),
    ];
    expect(ids(...others, listed('ours'))).toEqual(['ours']);
  });

  it('were requested within a minute before the claim and two after its lease, on clocks five minutes apart', () => {
    expect(requestWindow(claim)).toEqual({ start: later(-360_000), end: later(480_000) });
    const at = (messageId: string, ms: number) => listed(messageId, { requestedAt: later(ms) });
    const messages = [at('late', 480_001), at('last', 480_000), at('first', -360_000), at('early', -360_001)];
    expect(ids(...messages)).toEqual(['first', 'last']);
  });

  it('are never older than the approval under which the send began, to the second that SENS shows', () => {
    const approved = { ...claim, approved_at: later(-90_500).toISOString() };
    expect(requestWindow(approved).start).toEqual(later(-91_000));
    expect(requestWindow({ ...claim, approved_at: later(-86_400_000).toISOString() }).start).toEqual(
      later(-360_000),
    );
  });

  it('come oldest first, and by id where the time is the same', () => {
    const messages = [listed('b'), listed('c', { requestedAt: later(-1_000) }), listed('a')];
    expect(ids(...messages)).toEqual(['c', 'a', 'b']);
  });
});

describe('the waits', () => {
  it('are until the lease is over, and ten minutes more for an absence', () => {
    expect([60_000, 60_001].map((ms) => isPastLease(claim, later(ms)))).toEqual([false, true]);
    expect([659_999, 660_000].map((ms) => isAbsenceProven(claim, later(ms)))).toEqual([false, true]);
  });
});
