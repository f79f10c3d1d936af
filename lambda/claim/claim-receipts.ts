import { type Claim, compact, messageReceiptId, requestReceiptId } from './claim-item.ts';
import type { WriteItem } from './transact.ts';

/**
 * Says that the request at SENS belongs to this claim, unless it is another's. `ttl`: as Claim.ttl, null while the claim is
 * open; a receipt never expires before its claim.
 */
export const putRequestReceipt = (
  table: string,
  claim: Claim,
  receipt: { readonly id: string; readonly ttl: number | null },
): WriteItem => putReceipt(table, claim, { ...receipt, id: requestReceiptId(receipt.id) });

/** Says that the message at SENS belongs to this claim, unless it is another's. */
export const putMessageReceipt = (
  table: string,
  claim: Claim,
  receipt: { readonly id: string; readonly ttl: number | null },
): WriteItem => putReceipt(table, claim, { ...receipt, id: messageReceiptId(receipt.id) });

function putReceipt(
  table: string,
  claim: Claim,
  { id, ttl }: { readonly id: string; readonly ttl: number | null },
): WriteItem {
  return {
    Put: {
      TableName: table,
      Item: compact({ claim_id: id, receipt_of: claim.claim_id, ttl }),
      ConditionExpression: 'attribute_not_exists(claim_id) OR receipt_of = :claim',
      ExpressionAttributeValues: { ':claim': claim.claim_id },
    },
  };
}
