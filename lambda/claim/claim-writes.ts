import {
  type ClaimEvent,
  type ClaimState,
  isIndexed,
  stateReachedBy,
  statesBefore,
} from '../../src/domain/claim.ts';
import { expiresAtSeconds } from '../../src/domain/claim-expiry.ts';
import type { DueMessage, LegacyFlag } from '../messages/due-message.ts';
import { type Claim, compact } from './claim-item.ts';
import type { WriteItem } from './transact.ts';

/*
 * The single writes that the store joins into transactions, as data. Each carries its own condition, made from the
 * transitions in src/domain/claim.ts.
 */

/**
 * Puts a claim in place of nothing (`replaced` null), of the released claim that was read, or of a rejected one, of which
 * nothing was ever posted.
 */
export function putClaim(table: string, claim: Claim, replaced: Claim | null): WriteItem {
  if (!replaced) return { Put: firstClaim(table, claim) };
  const isRejected = replaced.state !== 'RELEASED';
  return {
    Put: {
      TableName: table,
      Item: compact(claim),
      ConditionExpression: `#state = :state AND #fence = :fence${isRejected ? ` AND ${unarmed}` : ''}`,
      ExpressionAttributeNames: { '#state': 'state', '#fence': 'fence' },
      ExpressionAttributeValues: {
        ':state': statesBefore(isRejected ? 'retake' : 'claim')[0],
        ':fence': replaced.fence,
      },
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

export interface ClaimMove {
  readonly event: ClaimEvent;
  readonly at: Date;
  /** Attributes that the event adds. */
  readonly set?: Readonly<Record<string, string | number>>;
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
    ...(isIndexed(to) ? { open_state: to } : { ttl: expiresAtSeconds(claim.booking_time, move.at) }),
  };
  const entries = Object.entries(set);
  const assignments = entries.map((_, index) => `#s${index} = :s${index}`).join(', ');
  const states = before.map((_, index) => `:b${index}`).join(', ');
  return {
    Update: {
      TableName: table,
      Key: { claim_id: claim.claim_id },
      UpdateExpression: `SET ${assignments} REMOVE ${isIndexed(to) ? '#ttl' : 'open_state'}`,
      ConditionExpression: `#state IN (${states}) AND ${stillOwned}${move.onlyUnarmed ? ` AND ${unarmed}` : ''}`,
      ExpressionAttributeNames: {
        ...ownerNames,
        ...(isIndexed(to) ? { '#ttl': 'ttl' } : {}),
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

/** What is noted on a claim that stays in its state. */
export interface NoteOnClaim {
  /** Null: the reason stays. */
  readonly reason: string | null;
  /** The list was looked at late enough, and did not show the message of a refused claim. */
  readonly isAbsent: boolean;
  /** As Claim.ttl where the claim leaves the index; null where it stays open. */
  readonly ttl: number | null;
  readonly at: Date;
}

/** A note on a claim that stays in the state that was read. */
export function noteOnClaim(table: string, claim: Claim, note: NoteOnClaim): WriteItem {
  const set = {
    updated_at: note.at.toISOString(),
    ...(note.reason === null ? {} : { reason: note.reason }),
    ...(note.isAbsent ? { absent_at: note.at.toISOString() } : {}),
    ...(note.ttl === null ? {} : { ttl: note.ttl }),
  };
  const entries = Object.entries(set);
  const assignments = entries.map((_, index) => `#s${index} = :s${index}`).join(', ');
  return {
    Update: {
      TableName: table,
      Key: { claim_id: claim.claim_id },
      UpdateExpression: `SET ${assignments}${note.ttl === null ? '' : ' REMOVE open_state'}`,
      ConditionExpression: `#state = :state AND ${stillOwned}`,
      ExpressionAttributeNames: {
        ...ownerNames,
        ...Object.fromEntries(entries.map(([name], index) => [`#s${index}`, name])),
      },
      ExpressionAttributeValues: {
        ...ownerValues(claim),
        ':state': claim.state,
        ...Object.fromEntries(entries.map(([, value], index) => [`:s${index}`, value])),
      },
    },
  };
}
