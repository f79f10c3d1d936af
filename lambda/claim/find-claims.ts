import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ClaimState } from '../../src/domain/claim.ts';
import type { RunContext } from '../run-context.ts';
import { batchGet } from '../sms-table/batch-get.ts';
import type { Claim } from './claim-item.ts';
import { isReadable, readOrReport, type UnreadableClaim } from './read-or-report.ts';

type Reader = Pick<RunContext, 'dynamo' | 'sleep' | 'tables'> & Partial<Pick<RunContext, 'reportUnreadable'>>;

const openClaimsIndex = 'open-claims';

/**
 * The claims in a state, oldest first, through the sparse index `open-claims` and then by key, read consistently: an
 * index follows its table late, so what it says is a hint where to look. At most `limit`.
 */
export async function findClaims(
  reader: Reader,
  state: ClaimState,
  limit: number,
): Promise<readonly Claim[]> {
  const ids = await indexedIds(reader, state, limit);
  const claims = await readClaims(reader, ids);
  return claims
    .filter(isReadable)
    .filter((claim) => claim.open_state === state)
    .sort(
      (left, right) =>
        compareText(left.claimed_at, right.claimed_at) || compareText(left.claim_id, right.claim_id),
    );
}

/** The claims of these ids that exist, read consistently. */
export async function readClaims(
  reader: Reader,
  ids: readonly string[],
): Promise<readonly (Claim | UnreadableClaim)[]> {
  const items = await batchGet(
    reader,
    reader.tables.claims,
    ids.map((claim_id) => ({ claim_id })),
  );
  return items.map((item) => readOrReport(item, reader.reportUnreadable));
}

async function indexedIds(reader: Reader, state: ClaimState, limit: number): Promise<readonly string[]> {
  const ids: string[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await reader.dynamo.send(
      new QueryCommand({
        TableName: reader.tables.claims,
        IndexName: openClaimsIndex,
        KeyConditionExpression: 'open_state = :state',
        ExpressionAttributeValues: { ':state': state },
        Limit: limit - ids.length,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    ids.push(...(page.Items ?? []).map((item) => String(item.claim_id)));
    start = page.LastEvaluatedKey;
  } while (start && ids.length < limit);
  return ids;
}

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
