import { type LegacyFlag, legacyFlagOf, type MessageKind } from './legacy-flag.ts';

/*
 * What a claim did to table `sms` is undone in the transaction that releases the claim. Both who may release a claim, the
 * Lambda and `sends resend`, use these writes.
 */

/** What of a claim says which row it touched, and how. */
export interface RowClaim {
  readonly booking_num: string;
  readonly phone: string;
  readonly kind: MessageKind;
  /** Whether the claim put the row; false for claims of earlier builds, of which it is not known. */
  readonly created_row: boolean;
}

/** An item of a TransactWriteItems request. */
export type RowWrite = { readonly Delete: RowCondition } | { readonly Update: RowCondition & FlagUpdate };

interface RowCondition {
  readonly TableName: string;
  readonly Key: Record<string, string>;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, boolean>;
}

interface FlagUpdate {
  readonly UpdateExpression: string;
}

/**
 * The writes that undo a claim's part of its row, to be tried in this order, each on its own condition. A row that the
 * claim created, and that says nothing of another message, is removed: with a row whose flags are all false the old
 * function would confirm only two hours before the visit. Otherwise the flag of the message is cleared.
 */
export function rowReturns(table: string, claim: RowClaim): readonly RowWrite[] {
  const clear: RowWrite = {
    Update: {
      ...onRow(table, claim),
      UpdateExpression: 'SET #flag = :false',
      ConditionExpression: '#flag = :true',
      ExpressionAttributeNames: { '#flag': legacyFlagOf[claim.kind] },
      ExpressionAttributeValues: { ':true': true, ':false': false },
    },
  };
  return claim.created_row ? [removal(table, claim), clear] : [clear];
}

function removal(table: string, claim: RowClaim): RowWrite {
  const own = legacyFlagOf[claim.kind];
  const [first, second] = flagsBut(own);
  return {
    Delete: {
      ...onRow(table, claim),
      ConditionExpression: '#flag = :true AND #other1 = :false AND #other2 = :false',
      ExpressionAttributeNames: { '#flag': own, '#other1': first, '#other2': second },
      ExpressionAttributeValues: { ':true': true, ':false': false },
    },
  };
}

const onRow = (table: string, { booking_num, phone }: RowClaim) => ({
  TableName: table,
  Key: { booking_num, phone },
});

const flagsBut = (own: LegacyFlag): readonly [LegacyFlag, LegacyFlag] =>
  own === 'confirm_sms'
    ? ['remind_sms', 'option_sms']
    : ['confirm_sms', own === 'remind_sms' ? 'option_sms' : 'remind_sms'];
