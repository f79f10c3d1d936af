import { describe, expect, it } from 'vitest';
import { decideMode } from '../../../lambda/register/decide-mode.ts';
import type { ApprovalItem } from '../../../src/domain/control-item.ts';
import { provenApproval } from '../../support/invented-approval.ts';

const now = new Date('2026-11-02T05:00:00Z');
const approval: ApprovalItem = {
  mode: 'live',
  buildId: 'a',
  approvedBy: 'invented-captain',
  approvedAt: '2026-11-02T04:00:00.000Z',
  until: null,
  ...provenApproval,
  reason: 'test',
};
const mode = (item: ApprovalItem | null) => decideMode(item, 'a', now).mode;

describe('the delivery mode', () => {
  it('is off without an approval', () => expect(mode(null)).toBe('off'));
  it('is what the approval says', () => {
    expect(mode(approval)).toBe('live');
    expect(mode({ ...approval, mode: 'shadow' })).toBe('shadow');
    expect(mode({ ...approval, mode: 'off' })).toBe('off');
  });
  it('is off for another build', () => expect(mode({ ...approval, buildId: 'b' })).toBe('off'));
  it('is off from the very end of the approval on', () => {
    expect(mode({ ...approval, until: '2026-11-02T05:00:00.001Z' })).toBe('live');
    expect(mode({ ...approval, until: '2026-11-02T05:00:00.000Z' })).toBe('off');
  });
  it('is off where the end cannot be read', () => expect(mode({ ...approval, until: 'soon' })).toBe('off'));
});
