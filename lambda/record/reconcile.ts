import type { ApprovalItem } from '../../src/domain/control-item.ts';
import { claimFields } from '../claim/claim-fields.ts';
import type { Claim } from '../claim/claim-item.ts';
import type { DeliveryTools } from '../send/delivery-tools.ts';
import { createListLookup } from './list-lookup.ts';
import { isPastLease } from './match-messages.ts';
import { isNotedAbsent, type Resolution, resolveDoubt } from './resolve-doubt.ts';
import { settleRefused } from './settle-refused.ts';

export interface ReconcileReport {
  /** Claims whose message SENS's list shows: accepted after all. */
  readonly adopted: number;
  /** Claims found absent in this run: reported once, then left to an operator. */
  readonly absent: number;
  /** Not yet known, absent ones of this run included: what the alarm counts. */
  readonly inDoubt: number;
  /** Due again: their run ended before the POST, or SENS did not take them and does not list them. */
  readonly released: number;
  /** Why SENS's list was not read, or not completely; null if it was. */
  readonly listUnread: string | null;
}

export interface ReconcileOrder {
  /** The approval of a live run; null in other modes, in which nothing is released that was ever posted. */
  readonly approval: ApprovalItem | null;
}

/** Open claims are few; this bounds one run against an accident that left very many. */
const maxClaims = 1000;

/**
 * Settles what earlier runs left open. A claim past its lease whose POST was never begun is released. One whose POST was
 * begun is in doubt, and SENS's list decides: shown = accepted; not shown ten minutes later = absent, which is reported
 * and stays in doubt, since only a person may decide to send again (`approve-resend`). If SENS itself had answered that it
 * did not take the message, a live run releases it by itself half an hour after its lease. Throws if a table fails.
 */
export async function reconcile(tools: DeliveryTools, order: ReconcileOrder): Promise<ReconcileReport> {
  const counts = { adopted: 0, absent: 0, inDoubt: 0, released: 0 };
  const doubted = [...(await tools.find('IN_DOUBT', maxClaims))];
  for (const claim of await tools.find('CLAIMED', maxClaims)) {
    if (!isPastLease(claim, tools.now())) continue;
    const left = await settleAbandoned(tools, claim);
    if (left === 'released') counts.released += 1;
    if (left === 'in-doubt') doubted.push({ ...claim, state: 'IN_DOUBT' });
  }
  const lookup = createListLookup(tools);
  for (const claim of newDoubtsFirst(doubted)) {
    count(counts, await resolveDoubt(tools, claim, { lookup, approval: order.approval }));
  }
  counts.adopted += await settleRefused(tools, lookup);
  return { ...counts, listUnread: lookup.unread };
}

function count(
  counts: { adopted: number; absent: number; inDoubt: number; released: number },
  end: Resolution,
): void {
  if (end === 'adopted') counts.adopted += 1;
  if (end === 'released') counts.released += 1;
  if (end === 'absent') counts.absent += 1;
  if (end === 'absent' || end === 'unknown') counts.inDoubt += 1;
}

/** Claims already found absent may wait: they were reported, and must not keep the others from being looked up. */
function newDoubtsFirst(claims: readonly Claim[]): readonly Claim[] {
  return [...claims.filter((claim) => !isNotedAbsent(claim)), ...claims.filter(isNotedAbsent)];
}

async function settleAbandoned(
  tools: DeliveryTools,
  claim: Claim,
): Promise<'released' | 'in-doubt' | 'moved'> {
  const fields = claimFields(claim);
  if (claim.posting_at === null) {
    const reason = 'its run ended before the send began';
    const end = { event: 'release', reason, onlyUnarmed: true } as const;
    if (!(await tools.store.settle(claim, end, tools.now()))) return 'moved';
    tools.emit('send_released', { ...fields, reason });
    return 'released';
  }
  const reason = 'its run ended before the answer was recorded';
  if (!(await tools.store.settle(claim, { event: 'doubt', reason }, tools.now()))) return 'moved';
  tools.emit('send_in_doubt', { ...fields, reason });
  return 'in-doubt';
}
