import type { ApprovalItem, DeliveryMode } from '../../src/domain/control-item.ts';

export interface ModeDecision {
  readonly mode: DeliveryMode;
  readonly why: string;
}

/** What this build may do now. Fail closed: off without an approval, for another build, and after its end. Pure. */
export function decideMode(approval: ApprovalItem | null, buildId: string, now: Date): ModeDecision {
  if (!approval) return { mode: 'off', why: 'there is no approval' };
  if (approval.buildId !== buildId) return { mode: 'off', why: 'the approval is for another build' };
  if (approval.until !== null && !(now < new Date(approval.until))) {
    return { mode: 'off', why: `the approval ended at ${approval.until}` };
  }
  return { mode: approval.mode, why: `approved by ${approval.approvedBy} at ${approval.approvedAt}` };
}
