import type { ApprovalItem } from '../../src/domain/control-item.ts';

/** What a live approval holds beside who gave it: the proof that the legacy rule was off, and no build in advance. */
export const provenApproval = {
  otherSenders: 'Every_20mins DISABLED',
  otherSendersAt: '2026-11-02T04:00:00.000Z',
  nextBuildId: null,
  nextApprovedBy: null,
  nextApprovedAt: null,
  nextReason: null,
} as const satisfies Partial<ApprovalItem>;
