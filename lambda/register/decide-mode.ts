import { approvedMode, type ModeInForce } from '../../src/domain/approval.ts';
import type { ApprovalItem, DeliveryMode } from '../../src/domain/control-item.ts';

export interface ModeDecision {
  readonly mode: DeliveryMode;
  readonly why: string;
  readonly cause: ModeInForce['cause'];
}

/** What this build may do now, by the approval alone. Pure. */
export function decideMode(approval: ApprovalItem | null, buildId: string, now: Date): ModeDecision {
  const { mode, because, cause } = approvedMode(approval, buildId, now);
  return { mode, why: because, cause };
}
