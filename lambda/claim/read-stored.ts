import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ClaimStoreOptions } from './claim-calls.ts';
import type { Claim } from './claim-item.ts';
import { isReadable, readOrReport } from './read-or-report.ts';

/** The claim as it stands now, read consistently; null if there is none, or if it is malformed and was reported. */
export async function readStored(options: ClaimStoreOptions, claimId: string): Promise<Claim | null> {
  const { Item } = await options.dynamo.send(
    new GetCommand({ TableName: options.tables.claims, Key: { claim_id: claimId }, ConsistentRead: true }),
  );
  const found = Item && readOrReport(Item, options.reportUnreadable);
  return found && isReadable(found) ? found : null;
}

/** Whether two readings of a claim are of the same taking of its message. */
export const isSameHolding = (left: Claim, right: Claim): boolean =>
  left.owner === right.owner && left.fence === right.fence;
