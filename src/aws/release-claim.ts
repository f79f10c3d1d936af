/* The one write on claims that a person makes: an absent message may be sent again. */
import { type DynamoDBDocumentClient, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { absentReason, stateReachedBy, statesBefore } from '../domain/claim.ts';
import { legacyFlagOf } from '../domain/legacy-flag.ts';
import { OperatorError } from '../errors/operator-error.ts';
import { acknowledgementOf } from './answer-of.ts';
import type { ClientPair } from './client-settings.ts';
import { isConditionFailure } from './control-conflict.ts';
import { queryStoredClaims, type StoredClaim, shortClaimId } from './listed-claims.ts';
import type { TableService } from './services.ts';

/**
 * Moves an absent claim in doubt to RELEASED and takes its legacy flag back, together; where the row or its flag is gone,
 * the claim alone. Throws CONDITION_FAILED where the claim is not in doubt and absent any more.
 */
export async function releaseClaim(
  { reader, writer }: ClientPair<DynamoDBDocumentClient>,
  ...[tables, id, approval]: Parameters<TableService['releaseClaim']>
): Promise<string> {
  const inDoubt = { index: 'open-claims', key: 'open_state', value: 'IN_DOUBT' } as const;
  const found = await queryStoredClaims(reader, tables.claims, inDoubt);
  const claim = found.find(({ claim_id }) => shortClaimId(claim_id) === id);
  if (!claim) throw notAbsentAnyMore(id);
  const move = moveOf(tables.claims, claim, approval);
  const subject = `claim ${id} of table ${tables.claims}`;
  try {
    const items = [{ Update: move }, { Update: flagBack(tables.sms, claim) }];
    return await acknowledgementOf({ action: 'dynamodb:TransactWriteItems', subject }, () =>
      writer.send(new TransactWriteCommand({ TransactItems: items })),
    );
  } catch (error) {
    const [isMoved, isFlagGone] = failedConditions(error);
    if (isMoved) throw notAbsentAnyMore(id, error);
    if (!isFlagGone) throw error;
  }
  try {
    return await acknowledgementOf({ action: 'dynamodb:UpdateItem', subject }, () =>
      writer.send(new UpdateCommand(move)),
    );
  } catch (error) {
    throw isConditionFailure(error) ? notAbsentAnyMore(id, error) : error;
  }
}

function moveOf(table: string, claim: StoredClaim, approval: { readonly at: Date; readonly by: string }) {
  const to = stateReachedBy('approve-resend');
  const [from] = statesBefore('approve-resend');
  return {
    TableName: table,
    Key: { claim_id: claim.claim_id },
    UpdateExpression: 'SET #state = :to, #open = :to, #reason = :reason, #updated = :at',
    ConditionExpression: '#state = :from AND #reason = :absent AND #owner = :owner AND #fence = :fence',
    ExpressionAttributeNames: {
      '#state': 'state',
      '#open': 'open_state',
      '#reason': 'reason',
      '#updated': 'updated_at',
      '#owner': 'owner',
      '#fence': 'fence',
    },
    ExpressionAttributeValues: {
      ':to': to,
      ':from': from,
      ':absent': absentReason,
      ':reason': `to be sent again, approved by ${approval.by}`,
      ':at': approval.at.toISOString(),
      ':owner': claim.owner,
      ':fence': claim.fence,
    },
  };
}

function flagBack(table: string, claim: StoredClaim) {
  return {
    TableName: table,
    Key: { booking_num: claim.booking_num, phone: claim.phone },
    UpdateExpression: 'SET #flag = :false',
    ConditionExpression: '#flag = :true',
    ExpressionAttributeNames: { '#flag': legacyFlagOf[claim.kind] },
    ExpressionAttributeValues: { ':true': true, ':false': false },
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

function notAbsentAnyMore(id: string, cause?: unknown): OperatorError {
  return new OperatorError(
    'CONDITION_FAILED',
    {
      what: `Claim ${id} is no longer in doubt and absent.`,
      now: 'It was not released; a run may have found its message meanwhile.',
      next: 'Look again: naver-sms sends list --state open.',
    },
    { cause },
  );
}
