import { describe, expect, it } from 'vitest';
import { decideMode } from '../../../lambda/register/decide-mode.ts';
import { judgeCharge } from '../../../lambda/register/judge-charge.ts';
import type { DeliveryRecord } from '../../../lambda/register/read-delivery-record.ts';
import type { ApprovalItem } from '../../../src/domain/control-item.ts';
import { provenApproval } from '../../support/invented-approval.ts';

const now = new Date('2026-11-02T05:00:00Z');
const at = (hour: number) => new Date(Date.UTC(2026, 10, 2, hour));
const live: ApprovalItem = {
  mode: 'live',
  buildId: 'a',
  approvedBy: 'captain',
  approvedAt: at(4).toISOString(),
  until: null,
  reason: 'test',
  ...provenApproval,
};
const nothing: DeliveryRecord = { soleSenderSince: null, liveRun: null, revokedAt: null, isStopped: false };
const liveRun = { firstApprovedAt: at(1), lastLiveAt: at(3), warnedOf: null };
const charge = (approval: ApprovalItem | null, record: Partial<DeliveryRecord> = {}) =>
  judgeCharge(decideMode(approval, 'a', now), approval, { ...nothing, ...record });

describe('since when we are the only sender', () => {
  it.each([
    ['what an operator set', { soleSenderSince: at(2), liveRun }, at(2)],
    ['the first live run', { liveRun }, at(1)],
    ['the approval, before any live run', {}, at(4)],
  ])('is %s', (_, record, since) => expect(charge(live, record).since).toEqual(since));

  it('stays where the approval counts no more, and the charge is not handed back', () => {
    for (const changes of [{ until: at(4).toISOString() }, { buildId: 'b' }, { otherSenders: null }]) {
      expect(charge({ ...live, ...changes }, { liveRun })).toEqual({ since: at(1), isIntended: false });
    }
    expect(charge(null, { liveRun })).toEqual({ since: at(1), isIntended: false });
  });

  it('is nothing once the charge is handed back on purpose, or was never taken', () => {
    const back = { since: null, isIntended: true };
    expect(charge(null, { liveRun, revokedAt: at(3) })).toEqual(back);
    expect(charge({ ...live, mode: 'off' }, { liveRun })).toEqual(back);
    expect(charge({ ...live, mode: 'shadow', until: at(4).toISOString() }, { liveRun })).toEqual(back);
    expect(charge(null).since).toBeNull();
  });
});

describe('a mode that is not live', () => {
  it('is on purpose while a stop is set, and what passes is missed all the same', () => {
    const over = { ...live, until: at(4).toISOString() };
    expect(charge(over, { liveRun, isStopped: true })).toEqual({ since: at(1), isIntended: true });
  });

  it('is not on purpose by a revoke that a live run followed', () => {
    expect(charge(null, { liveRun, revokedAt: at(2) }).isIntended).toBe(false);
  });
});
