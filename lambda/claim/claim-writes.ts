import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import {
  type ClaimEvent,
  type ClaimState,
  isIndexed,
  stateReachedBy,
  statesBefore,
} from '../../src/domain/claim.ts';
import type { ApprovalItem } from '../../src/domain/control-item.ts';
import { type DueMessage, type LegacyFlag, legacyFlagOf } from '../messages/due-message.ts';
import { type Claim, messageReceiptId, requestReceiptId } from './claim-item.ts';
import type { WriteItem } from './transact.ts';

/*
 * The single writes that the store joins into transactions, as data. Each carries its own condition, made from the
 * transitions in src/domain/claim.ts.
 */

/** Puts a claim in place of nothing (`replaced` null), or of the released claim that was read. */
export function putClaim(table: string, claim: Claim, replaced: Claim | null): WriteItem {
  if (!replaced) return { Put: firstClaim(table, claim) };
  return {
    Put: {
      TableName: table,
      Item: compact(claim),
      ConditionExpression: '#state = :released AND #fence = :fence',
      ExpressionAttributeNames: { '#state': 'state', '#fence': 'fence' },
      ExpressionAttributeValues: { ':released': 'RELEASED' satisfies ClaimState, ':fence': replaced.fence },
    },
  };
}

/** Puts a claim where there was none. */
export const firstClaim = (table: string, claim: Claim): NonNullable<WriteItem['Put']> => ({
  TableName: table,
  Item: compact(claim),
  ConditionExpression: 'attribute_not_exists(claim_id)',
});

/** The legacy row's part of a claim: after it, the legacy function takes the message as done. */
export function writeLegacy(table: string, message: DueMessage): WriteItem {
  const { legacy } = message;
  if (legacy.action === 'set-flag') return setFlag(table, { ...message, flag: legacy.flag });
  // Only this message's flag: one that the rules already set for the next message is that message's to set.
  const flags = { confirm_sms: false, remind_sms: false, option_sms: false, [legacy.flag]: true };
  const Item = { ...legacy.row, booking_num: message.bookingNum, phone: message.phone, ...flags };
  return { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(booking_num)' } };
}

interface RowFlag {
  readonly bookingNum: string;
  readonly phone: string;
  readonly flag: LegacyFlag;
}

function setFlag(table: string, row: RowFlag): WriteItem {
  return {
    Update: {
      TableName: table,
      Key: { booking_num: row.bookingNum, phone: row.phone },
      UpdateExpression: 'SET #flag = :true',
      // NULL is not set, as it is for the rules: otherwise such a message would be due for ever and never claimed.
      ConditionExpression:
        'attribute_exists(booking_num) AND (attribute_not_exists(#flag) OR #flag = :false OR attribute_type(#flag, :null))',
      ExpressionAttributeNames: { '#flag': row.flag },
      ExpressionAttributeValues: { ':true': true, ':false': false, ':null': 'NULL' },
    },
  };
}

/** Takes the flag back, where it is still set: the message is due again, for us and for the legacy function. */
export function revertFlag(table: string, claim: Claim): WriteItem {
  return {
    Update: {
      TableName: table,
      Key: { booking_num: claim.booking_num, phone: claim.phone },
      UpdateExpression: 'SET #flag = :false',
      ConditionExpression: '#flag = :true',
      ExpressionAttributeNames: { '#flag': legacyFlagOf[claim.kind] },
      ExpressionAttributeValues: { ':true': true, ':false': false },
    },
  };
}

export interface ClaimMove {
  readonly event: ClaimEvent;
  readonly at: Date;
  /** Attributes that the event adds. */
  readonly set?: Readonly<Record<string, string>>;
  /** Only where the POST was never begun: what another run than the owner must be sure of. */
  readonly onlyUnarmed?: boolean;
}

/** Moves a claim on, as long as it is still of the owner and fence that were read, in a state that allows it. */
export function moveClaim(table: string, claim: Claim, move: ClaimMove): WriteItem {
  const to = stateReachedBy(move.event);
  const before = statesBefore(move.event);
  const set = {
    ...move.set,
    state: to,
    updated_at: move.at.toISOString(),
    ...(isIndexed(to) ? { open_state: to } : {}),
  };
  const entries = Object.entries(set);
  const assignments = entries.map((_, index) => `#s${index} = :s${index}`).join(', ');
  const states = before.map((_, index) => `:b${index}`).join(', ');
  return {
    Update: {
      TableName: table,
      Key: { claim_id: claim.claim_id },
      UpdateExpression: `SET ${assignments}${isIndexed(to) ? '' : ' REMOVE open_state'}`,
      ConditionExpression: `#state IN (${states}) AND ${stillOwned}${move.onlyUnarmed ? ` AND ${unarmed}` : ''}`,
      ExpressionAttributeNames: {
        ...ownerNames,
        ...Object.fromEntries(entries.map(([name], index) => [`#s${index}`, name])),
      },
      ExpressionAttributeValues: {
        ...ownerValues(claim),
        ...Object.fromEntries(entries.map(([, value], index) => [`:s${index}`, value])),
        ...Object.fromEntries(before.map((state, index) => [`:b${index}`, state])),
      },
    },
  };
}

const stillOwned = '#owner = :owner AND #fence = :fence';
const unarmed = 'attribute_not_exists(posting_at)';
const ownerNames = { '#state': 'state', '#owner': 'owner', '#fence': 'fence' };
const ownerValues = (claim: Claim) => ({ ':owner': claim.owner, ':fence': claim.fence });

/** Marks that the POST begins now: from here on, a crash leaves the message in doubt instead of unsent. */
export function armClaim(
  table: string,
  claim: Claim,
  { at, approvedAt }: { readonly at: Date; readonly approvedAt: string },
): WriteItem {
  return {
    Update: {
      TableName: table,
      Key: { claim_id: claim.claim_id },
      UpdateExpression: 'SET posting_at = :at, approved_at = :approvedAt, updated_at = :at',
      ConditionExpression: `#state = :claimed AND ${stillOwned}`,
      ExpressionAttributeNames: ownerNames,
      ExpressionAttributeValues: {
        ...ownerValues(claim),
        ':claimed': 'CLAIMED' satisfies ClaimState,
        ':at': at.toISOString(),
        ':approvedAt': approvedAt,
      },
    },
  };
}

/** A reason for a claim that stays in the state that was read. */
export function noteOnClaim(
  table: string,
  claim: Claim,
  note: { readonly reason: string; readonly isClosed: boolean; readonly at: Date },
): UpdateCommandInput {
  return {
    TableName: table,
    Key: { claim_id: claim.claim_id },
    UpdateExpression: `SET reason = :reason, updated_at = :at${note.isClosed ? ' REMOVE open_state' : ''}`,
    ConditionExpression: `#state = :state AND ${stillOwned}`,
    ExpressionAttributeNames: ownerNames,
    ExpressionAttributeValues: {
      ...ownerValues(claim),
      ':state': claim.state,
      ':reason': note.reason,
      ':at': note.at.toISOString(),
    },
  };
}

/** Holds only while no stop is set. */
export function checkNoStop(table: string): WriteItem {
  return {
    ConditionCheck: {
      TableName: table,
      Key: { scope: 'control', name: 'stop' },
      ConditionExpression: 'attribute_not_exists(#scope)',
      ExpressionAttributeNames: { '#scope': 'scope' },
    },
  };
}

/**
 * Holds only while the approval is the one that the run began with, still names the run's build (`approval.buildId`) as
 * approved now or in advance, and carries the proof that no other sender was enabled.
 */
export function checkApproval(table: string, approval: ApprovalItem): WriteItem {
  const { until } = approval;
  const isUntilSame =
    until === null ? '(attribute_not_exists(#until) OR attribute_type(#until, :null))' : '#until = :until';
  return {
    ConditionCheck: {
      TableName: table,
      Key: { scope: 'control', name: 'approval' },
      ConditionExpression: `#mode = :mode AND (#build = :build OR #next = :build) AND #approvedAt = :approvedAt AND ${isUntilSame} AND attribute_type(#proof, :text)`,
      ExpressionAttributeNames: {
        '#mode': 'mode',
        '#build': 'buildId',
        '#next': 'nextBuildId',
        '#proof': 'otherSenders',
        '#approvedAt': 'approvedAt',
        '#until': 'until',
      },
      ExpressionAttributeValues: {
        ':mode': approval.mode,
        ':build': approval.buildId,
        ':approvedAt': approval.approvedAt,
        ':text': 'S',
        ...(until === null ? { ':null': 'NULL' } : { ':until': until }),
      },
    },
  };
}

/** Says that the request at SENS belongs to this claim, unless it is another's. */
export const putRequestReceipt = (table: string, claim: Claim, requestId: string): WriteItem =>
  putReceipt(table, claim, requestReceiptId(requestId));

/** Says that the message at SENS belongs to this claim, unless it is another's. */
export const putMessageReceipt = (table: string, claim: Claim, messageId: string): WriteItem =>
  putReceipt(table, claim, messageReceiptId(messageId));

function putReceipt(table: string, claim: Claim, receiptId: string): WriteItem {
  return {
    Put: {
      TableName: table,
      Item: { claim_id: receiptId, receipt_of: claim.claim_id },
      ConditionExpression: 'attribute_not_exists(claim_id) OR receipt_of = :claim',
      ExpressionAttributeValues: { ':claim': claim.claim_id },
    },
  };
}

/** Without the attributes that are null: the sparse index must not see them. */
function compact(item: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null));
}
