import { stateReachedBy } from '../../src/domain/claim.ts';
import type { ApprovalItem } from '../../src/domain/control-item.ts';
import { rowReturns } from '../../src/domain/returned-row.ts';
import type { ClaimStoreOptions, Settlement } from './claim-calls.ts';
import type { Claim } from './claim-item.ts';
import { type ClaimMove, moveClaim } from './claim-writes.ts';
import { checkApproval, checkNoStop } from './permission-checks.ts';
import { isSameHolding, readStored } from './read-stored.ts';
import { type TransactResult, transact, type WriteItem } from './transact.ts';

/** As ClaimStore.settle. */
export async function settle(
  options: ClaimStoreOptions,
  { taken, end, at }: { taken: Claim; end: Settlement; at: Date },
): Promise<boolean> {
  const { event, reason, onlyUnarmed = false, isNotTaken = false } = end;
  const set = { reason, ...(isNotTaken ? { answer: 'not-taken' } : {}) };
  const move = { event, at, set, onlyUnarmed };
  const result =
    event === 'release'
      ? await release(options, { claim: taken, move, checks: [] })
      : await transact(options, [moveClaim(options.tables.claims, taken, move)]);
  return result.state === 'done' || (await isMoved(options, taken, move));
}

/** As ClaimStore.releaseAbsent. */
export async function releaseAbsent(
  options: ClaimStoreOptions,
  { doubted, approval, at }: { doubted: Claim; approval: ApprovalItem; at: Date },
): Promise<boolean> {
  const { control } = options.tables;
  const reason = 'SENS did not take it, and its list does not show it: due again';
  const move: ClaimMove = {
    event: 'release-absent',
    at,
    set: { reason, self_releases: doubted.self_releases + 1 },
  };
  const checks = [checkNoStop(control), checkApproval(control, approval)];
  const result = await release(options, { claim: doubted, move, checks });
  return result.state === 'done' || (await isMoved(options, doubted, move));
}

interface Release {
  readonly claim: Claim;
  readonly move: ClaimMove;
  readonly checks: readonly WriteItem[];
}

/**
 * The claim and its row in one transaction. If the row is gone or its flag cleared already, there is nothing to undo and
 * the claim is released all the same.
 */
async function release(
  options: ClaimStoreOptions,
  { claim, move, checks }: Release,
): Promise<TransactResult> {
  const { claims, sms } = options.tables;
  const certain = [...checks, moveClaim(claims, claim, move)];
  for (const row of rowReturns(sms, claim)) {
    const result = await transact(options, [...certain, row]);
    const isOnlyRow = result.state === 'refused' && !result.failed.slice(0, certain.length).includes(true);
    if (!isOnlyRow) return result;
  }
  return await transact(options, certain);
}

/** The SDK repeats a write whose answer was lost, and then our own first write fails the condition. */
async function isMoved(options: ClaimStoreOptions, claim: Claim, { event }: ClaimMove): Promise<boolean> {
  const found = await readStored(options, claim.claim_id);
  return found !== null && isSameHolding(found, claim) && found.state === stateReachedBy(event);
}
