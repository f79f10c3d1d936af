import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { stateReachedBy } from '../../src/domain/claim.ts';
import type { DueMessage, UnsentMessage } from '../messages/due-message.ts';
import type { ClaimStoreOptions, ClosingEvent } from './claim-calls.ts';
import { claimIdOf } from './claim-item.ts';
import { firstClaim } from './claim-writes.ts';
import { closedClaim, postponedClaim } from './new-claim.ts';
import { readStored } from './read-stored.ts';
import { unlessRefused } from './transact.ts';

/** As ClaimStore.postpone. */
export async function postpone(
  { dynamo, tables, owner, runId }: ClaimStoreOptions,
  { message, reason, at }: { message: DueMessage; reason: string; at: Date },
): Promise<boolean> {
  const put = firstClaim(tables.claims, postponedClaim(message, { at, owner, runId, reason }));
  return await unlessRefused(dynamo.send(new PutCommand(put)));
}

/** As ClaimStore.close. */
export async function close(
  options: ClaimStoreOptions,
  { message, event, at }: { message: UnsentMessage; event: ClosingEvent; at: Date },
): Promise<boolean> {
  const { tables, owner, runId } = options;
  const state = stateReachedBy(event);
  const written = await unlessRefused(
    options.dynamo.send(
      new PutCommand({
        TableName: tables.claims,
        Item: closedClaim(message, { at, owner, runId, state }),
        ConditionExpression: 'attribute_not_exists(claim_id) OR #state = :released',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':released': 'RELEASED' },
      }),
    ),
  );
  if (written) return true;
  const found = await readStored(options, claimIdOf(message));
  return found?.state === state && found.owner === owner;
}
