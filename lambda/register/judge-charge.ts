import type { ApprovalItem } from '../../src/domain/control-item.ts';
import type { ModeDecision } from './decide-mode.ts';
import type { DeliveryRecord } from './read-delivery-record.ts';

/** What a run is answerable for, beside what it may do. */
export interface Charge {
  /**
   * Since when we are the only sender: what others mark later is foreign, and messages whose window passes later are
   * missed. Null: another sender is in charge, or nobody ever approved.
   */
  readonly since: Date | null;
  /** False: delivery is not live, and nobody ended it on purpose. */
  readonly isIntended: boolean;
}

/**
 * Only an explicit revoke, stop or approval of another mode ends delivery on purpose. An approval that lapsed, is for
 * another build or carries no proof does not: its run still counts what it may not send. Pure.
 */
export function judgeCharge(
  { mode, cause }: Pick<ModeDecision, 'mode' | 'cause'>,
  approval: ApprovalItem | null,
  record: DeliveryRecord,
): Charge {
  const isHandedBack = approval === null ? isRevoked(record) : approval.mode !== 'live';
  const isLive = mode === 'live' && cause === 'approved';
  return {
    since: isHandedBack ? null : soleSenderSince(approval, record),
    isIntended: isLive || isHandedBack || record.isStopped,
  };
}

/** A revoke that a later live run followed is none: the approval of that run is missing for another reason. */
function isRevoked({ revokedAt, liveRun }: DeliveryRecord): boolean {
  return revokedAt !== null && !(liveRun !== null && liveRun.lastLiveAt > revokedAt);
}

/** From the first live approval on; a later one hides nothing. */
function soleSenderSince(
  approval: ApprovalItem | null,
  { soleSenderSince: since, liveRun }: DeliveryRecord,
): Date | null {
  return since ?? liveRun?.firstApprovedAt ?? (approval && new Date(approval.approvedAt));
}
