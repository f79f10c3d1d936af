import { expiresAtSeconds } from '../../src/domain/claim-expiry.ts';
import type { ClaimNote, ClaimStoreOptions, DeliveryEnd, SensReceipt } from './claim-calls.ts';
import type { Claim } from './claim-item.ts';
import { putMessageReceipt, putRequestReceipt } from './claim-receipts.ts';
import { moveClaim, noteOnClaim } from './claim-writes.ts';
import { isSameHolding, readStored } from './read-stored.ts';
import { settle } from './settle-claim.ts';
import { transact, type WriteItem } from './transact.ts';

/** As ClaimStore.accept. */
export async function accept(
  options: ClaimStoreOptions,
  { taken, requestId, at }: { taken: Claim; requestId: string; at: Date },
): Promise<'recorded' | 'in-doubt'> {
  const { claims } = options.tables;
  const set = { sens_request_id: requestId };
  const result = await transact(options, [
    moveClaim(claims, taken, { event: 'accept', at, set }),
    putRequestReceipt(claims, taken, { id: requestId, ttl: null }),
  ]);
  if (result.state === 'done') return 'recorded';
  const found = await readStored(options, taken.claim_id);
  if (found && isSameHolding(found, taken) && found.sens_request_id !== null) return 'recorded';
  /*
   * Another claim in doubt, with the same text to the same phone, was counted for our message. Which of the two is
   * whose does not matter to the customer; that one of them stays open does.
   */
  await settle(options, {
    taken,
    end: { event: 'doubt', reason: `request ${requestId} is counted for another claim` },
    at,
  });
  return 'in-doubt';
}

/** As ClaimStore.adopt. */
export async function adopt(
  options: ClaimStoreOptions,
  { doubted, message, at }: { doubted: Claim; message: SensReceipt; at: Date },
): Promise<'adopted' | 'message-taken' | 'claim-moved'> {
  const { claims } = options.tables;
  const set = { sens_request_id: message.requestId, sens_message_id: message.messageId };
  const result = await transact(options, [
    moveClaim(claims, doubted, { event: 'adopt', at, set }),
    putMessageReceipt(claims, doubted, { id: message.messageId, ttl: null }),
    putRequestReceipt(claims, doubted, { id: message.requestId, ttl: null }),
  ]);
  if (result.state === 'done') return 'adopted';
  if (!result.failed[0]) return 'message-taken';
  const found = await readStored(options, doubted.claim_id);
  return found?.sens_message_id === message.messageId ? 'adopted' : 'claim-moved';
}

/** As ClaimStore.recordDelivery. */
export async function recordDelivery(
  options: ClaimStoreOptions,
  { accepted, end, at }: { accepted: Claim; end: DeliveryEnd; at: Date },
): Promise<boolean> {
  const { claims } = options.tables;
  const set = { sens_message_id: end.messageId, reason: end.reason };
  const ended = { ...accepted, sens_message_id: end.messageId };
  const result = await transact(options, [
    moveClaim(claims, accepted, { event: end.event, at, set }),
    ...expiringReceipts(claims, ended, expiresAtSeconds(accepted.booking_time, at)),
  ]);
  return result.state === 'done';
}

/** As ClaimStore.note. */
export async function note(
  options: ClaimStoreOptions,
  { noted, text, at }: { noted: Claim; text: ClaimNote; at: Date },
): Promise<boolean> {
  const { claims } = options.tables;
  const { reason, isClosed, isAbsent = false } = text;
  const ttl = isClosed ? expiresAtSeconds(noted.booking_time, at) : null;
  const result = await transact(options, [
    noteOnClaim(claims, noted, { reason, isAbsent, ttl, at }),
    ...(ttl === null ? [] : expiringReceipts(claims, noted, ttl)),
  ]);
  return result.state === 'done';
}

/** The receipts of a claim that leaves the index, with its own expiry: they must last as long as it does, and no longer. */
function expiringReceipts(table: string, claim: Claim, ttl: number): readonly WriteItem[] {
  const { sens_message_id, sens_request_id } = claim;
  return [
    ...(sens_message_id === null ? [] : [putMessageReceipt(table, claim, { id: sens_message_id, ttl })]),
    ...(sens_request_id === null ? [] : [putRequestReceipt(table, claim, { id: sens_request_id, ttl })]),
  ];
}
