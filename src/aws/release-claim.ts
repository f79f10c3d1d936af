/* The one write on claims that a person makes: a message may be sent again. */
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type ClaimState, stateReachedBy } from '../domain/claim.ts';
import { type RowWrite, rowReturns } from '../domain/returned-row.ts';
import { OperatorError } from '../errors/operator-error.ts';
import { acknowledgementOf } from './answer-of.ts';
import type { ClientPair } from './client-settings.ts';
import { queryStoredClaims, type StoredClaim, shortClaimId } from './listed-claims.ts';
import type { TableService } from './table-service.ts';

/** The states of claims that a person may release, as the index shows them. */
const releasable = ['IN_DOUBT', 'REFUSED'] as const satisfies readonly ClaimState[];

/**
 * Moves a claim in doubt or a refused one to RELEASED and undoes what it did to its legacy row, in one transaction; if the
 * row or its flag is gone, there is nothing to undo. Throws CONDITION_FAILED if the claim changed since it was judged.
 */
export async function releaseClaim(
  { reader, writer }: ClientPair<DynamoDBDocumentClient>,
  ...[tables, id, approval]: Parameters<TableService['releaseClaim']>
): Promise<string> {
  const found = await Promise.all(
    releasable.map((value) =>
      queryStoredClaims(reader, tables.claims, { index: 'open-claims', key: 'open_state', value }),
    ),
  );
  const claim = found.flat().find(({ claim_id }) => shortClaimId(claim_id) === id);
  if (claim?.updated_at !== approval.judged.updatedAt || claim.state !== approval.judged.state) {
    throw changedMeanwhile(id);
  }
  const move = { Update: moveOf(tables.claims, claim, approval) };
  const write = (row: RowWrite | null): Promise<string> =>
    acknowledgementOf(
      { action: 'dynamodb:TransactWriteItems', subject: `claim ${id} of table ${tables.claims}` },
      () => writer.send(new TransactWriteCommand({ TransactItems: row === null ? [move] : [move, row] })),
    );
  for (const row of rowReturns(tables.sms, claim)) {
    try {
      return await write(row);
    } catch (error) {
      const [isMoved, isRowGone] = failedConditions(error);
      if (isMoved) throw changedMeanwhile(id, error);
      if (!isRowGone) throw error;
    }
  }
  try {
    return await write(null);
  } catch (error) {
    throw failedConditions(error)[0] ? changedMeanwhile(id, error) : error;
  }
}

type Approval = Parameters<TableService['releaseClaim']>[2];

function moveOf(table: string, claim: StoredClaim, approval: Approval) {
  return {
    TableName: table,
    Key: { claim_id: claim.claim_id },
    UpdateExpression: 'SET #state = :to, #open = :to, #reason = :reason, #updated = :at',
    ConditionExpression: '#state = :from AND #updated = :judged AND #owner = :owner AND #fence = :fence',
    ExpressionAttributeNames: {
      '#state': 'state',
      '#open': 'open_state',
      '#reason': 'reason',
      '#updated': 'updated_at',
      '#owner': 'owner',
      '#fence': 'fence',
    },
    ExpressionAttributeValues: {
      ':to': stateReachedBy('approve-resend'),
      ':from': claim.state,
      ':judged': claim.updated_at,
      ':reason': `to be sent again, approved by ${approval.by}`,
      ':at': approval.at.toISOString(),
      ':owner': claim.owner,
      ':fence': claim.fence,
    },
  };
}

const cancelled = z.object({
  name: z.literal('TransactionCanceledException'),
  CancellationReasons: z.array(z.object({ Code: z.string().optional() })),
});

/** For each item of a transaction, whether its own condition refused it. */
function failedConditions(error: unknown): readonly boolean[] {
  if (!(error instanceof OperatorError) || !(error.cause instanceof Error)) return [];
  const { name } = error.cause;
  const parsed = cancelled.safeParse({ ...error.cause, name });
  if (!parsed.success) return [];
  return parsed.data.CancellationReasons.map(({ Code }) => Code === 'ConditionalCheckFailed');
}

function changedMeanwhile(id: string, cause?: unknown): OperatorError {
  return new OperatorError(
    'CONDITION_FAILED',
    {
      what: `Claim ${id} changed since it was read.`,
      now: 'It was not released; a run may have found its message meanwhile.',
      next: 'Look again: naver-sms sends list --state open.',
    },
    { cause },
  );
}
