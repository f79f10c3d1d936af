import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type ClaimEvent, stateReachedBy } from '../../src/domain/claim.ts';
import type { ApprovalItem } from '../../src/domain/control-item.ts';
import type { DueMessage, UnsentMessage } from '../messages/due-message.ts';
import type { LambdaTables } from '../run-context.ts';
import { type Claim, claimIdOf } from './claim-item.ts';
import * as writes from './claim-writes.ts';
import { closedClaim, newClaim, postponedClaim } from './new-claim.ts';
import { isReadable, type ReportUnreadable, readOrReport } from './read-or-report.ts';
import { transact, unlessRefused, type WriteItem } from './transact.ts';

/** The writes on claims, each one conditional call. The simulation of the send path puts an in-memory twin here. */
export interface ClaimStore {
  /** Takes a message and writes its legacy row, together or not at all. */
  claim(message: DueMessage, at: Date): Promise<ClaimResult>;
  /** Proves that nothing forbids the send, and marks that the POST begins, in one step. */
  arm(claim: Claim, approval: ApprovalItem, at: Date): Promise<ArmResult>;
  /** `in-doubt`: the claim could not be given this request, since another claim was already counted for it. */
  accept(claim: Claim, requestId: string, at: Date): Promise<'recorded' | 'in-doubt'>;
  /** Whether the claim is now in the event's state; a release takes the legacy flag back with it. */
  settle(claim: Claim, end: Settlement, at: Date): Promise<boolean>;
  /** Gives a message at SENS to a claim in doubt, unless another claim has it. */
  adopt(claim: Claim, message: SensReceipt, at: Date): Promise<'adopted' | 'message-taken' | 'claim-moved'>;
  /** Writes a reason to a claim that stays in its state; false where it moved on meanwhile. */
  note(claim: Claim, note: ClaimNote, at: Date): Promise<boolean>;
  recordDelivery(claim: Claim, end: DeliveryEnd, at: Date): Promise<boolean>;
  /** Writes down that a due message was not begun, where it has no claim; whether this call did. Leaves its row alone. */
  postpone(message: DueMessage, reason: string, at: Date): Promise<boolean>;
  /** Records that nobody will send it, where no claim says otherwise; whether this call was the one that did. */
  close(message: UnsentMessage, event: ClosingEvent, at: Date): Promise<boolean>;
}

export type ClaimResult =
  | { readonly state: 'claimed'; readonly claim: Claim }
  /** Another run has it, or it was settled before. Null: that claim cannot be read. */
  | { readonly state: 'taken'; readonly by: Claim | null }
  /** The legacy row is no longer as the rules saw it: the next run decides anew. */
  | { readonly state: 'row-changed' };

export type ArmResult =
  | { readonly state: 'armed' }
  | { readonly state: 'forbidden'; readonly by: 'stop' | 'approval' }
  | { readonly state: 'claim-moved' };

export interface Settlement {
  readonly event: Extract<ClaimEvent, 'release' | 'refuse' | 'doubt'>;
  readonly reason: string;
  /** Only where the POST was never begun. */
  readonly onlyUnarmed?: boolean;
}

export interface ClaimNote {
  readonly reason: string;
  /** Takes the claim out of the index `open-claims`: nobody looks for it again. */
  readonly isClosed: boolean;
}

/** Its window passed, or SENS could not carry its text. */
export type ClosingEvent = Extract<ClaimEvent, 'miss' | 'reject'>;

export interface SensReceipt {
  readonly requestId: string;
  readonly messageId: string;
}

export interface DeliveryEnd {
  readonly event: Extract<ClaimEvent, 'deliver' | 'fail-delivery'>;
  readonly messageId: string;
  readonly reason: string;
}

export interface ClaimStoreOptions {
  readonly dynamo: DynamoDBDocumentClient;
  readonly tables: Pick<LambdaTables, 'claims' | 'control' | 'sms'>;
  readonly sleep: (ms: number) => Promise<void>;
  /** Unique to this invocation. */
  readonly owner: string;
  /** Lambda's request id. */
  readonly runId: string;
  /** Without it, a claim that does not read throws. */
  readonly reportUnreadable?: ReportUnreadable;
}

/** The claim store over DynamoDB. */
export function createClaimStore(options: ClaimStoreOptions): ClaimStore {
  return {
    claim: (message, at) => claim(options, message, at),
    arm: (taken, approval, at) => arm(options, { taken, approval, at }),
    accept: (taken, requestId, at) => accept(options, { taken, requestId, at }),
    settle: (taken, end, at) => settle(options, { taken, end, at }),
    adopt: (doubted, message, at) => adopt(options, { doubted, message, at }),
    note: (noted, text, at) => note(options, { noted, text, at }),
    recordDelivery: (accepted, end, at) => recordDelivery(options, { accepted, end, at }),
    postpone: (message, reason, at) => postpone(options, { message, reason, at }),
    close: (message, event, at) => close(options, { message, event, at }),
  };
}

async function claim(options: ClaimStoreOptions, message: DueMessage, at: Date): Promise<ClaimResult> {
  const first = await tryClaim(options, { message, at, replaced: null });
  // A released claim is taken over by name and fence, so that of two runs only one takes it.
  if (first.state !== 'taken' || first.by?.state !== 'RELEASED') return first;
  return await tryClaim(options, { message, at, replaced: first.by });
}

async function tryClaim(
  options: ClaimStoreOptions,
  { message, at, replaced }: { message: DueMessage; at: Date; replaced: Claim | null },
): Promise<ClaimResult> {
  const { tables, owner, runId } = options;
  const taken = newClaim(message, { at, owner, runId, fence: (replaced?.fence ?? 0) + 1 });
  const result = await transact(options, [
    writes.putClaim(tables.claims, taken, replaced),
    writes.writeLegacy(tables.sms, message),
  ]);
  if (result.state === 'done') return { state: 'claimed', claim: taken };
  if (!result.failed[0]) return { state: 'row-changed' };
  const found = await readStored(options, claimIdOf(message));
  // The SDK repeats a write whose answer was lost, and then our own first write fails the condition.
  return found && isSameHolding(found, taken) && found.state === 'CLAIMED'
    ? { state: 'claimed', claim: found }
    : { state: 'taken', by: found };
}

async function arm(
  options: ClaimStoreOptions,
  { taken, approval, at }: { taken: Claim; approval: ApprovalItem; at: Date },
): Promise<ArmResult> {
  const { claims, control } = options.tables;
  const result = await transact(options, [
    writes.checkNoStop(control),
    writes.checkApproval(control, approval),
    writes.armClaim(claims, taken, { at, approvedAt: approval.approvedAt }),
  ]);
  if (result.state === 'done') return { state: 'armed' };
  const [isStopped, isApprovalGone] = result.failed;
  if (isStopped) return { state: 'forbidden', by: 'stop' };
  return isApprovalGone ? { state: 'forbidden', by: 'approval' } : { state: 'claim-moved' };
}

async function accept(
  options: ClaimStoreOptions,
  { taken, requestId, at }: { taken: Claim; requestId: string; at: Date },
): Promise<'recorded' | 'in-doubt'> {
  const { claims } = options.tables;
  const set = { sens_request_id: requestId };
  const result = await transact(options, [
    writes.moveClaim(claims, taken, { event: 'accept', at, set }),
    writes.putRequestReceipt(claims, taken, requestId),
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

async function settle(
  options: ClaimStoreOptions,
  { taken, end, at }: { taken: Claim; end: Settlement; at: Date },
): Promise<boolean> {
  const { claims, sms } = options.tables;
  const { event, reason, onlyUnarmed = false } = end;
  const move = writes.moveClaim(claims, taken, { event, at, set: { reason }, onlyUnarmed });
  const items: WriteItem[] = event === 'release' ? [move, writes.revertFlag(sms, taken)] : [move];
  let result = await transact(options, items);
  // The row is gone or its flag already back: the claim is released all the same.
  if (result.state === 'refused' && !result.failed[0]) result = await transact(options, [move]);
  if (result.state === 'done') return true;
  const found = await readStored(options, taken.claim_id);
  return found !== null && isSameHolding(found, taken) && found.state === stateReachedBy(event);
}

async function adopt(
  options: ClaimStoreOptions,
  { doubted, message, at }: { doubted: Claim; message: SensReceipt; at: Date },
): Promise<'adopted' | 'message-taken' | 'claim-moved'> {
  const { claims } = options.tables;
  const set = { sens_request_id: message.requestId, sens_message_id: message.messageId };
  const result = await transact(options, [
    writes.moveClaim(claims, doubted, { event: 'adopt', at, set }),
    writes.putMessageReceipt(claims, doubted, message.messageId),
    writes.putRequestReceipt(claims, doubted, message.requestId),
  ]);
  if (result.state === 'done') return 'adopted';
  if (!result.failed[0]) return 'message-taken';
  const found = await readStored(options, doubted.claim_id);
  return found?.sens_message_id === message.messageId ? 'adopted' : 'claim-moved';
}

async function note(
  options: ClaimStoreOptions,
  { noted, text, at }: { noted: Claim; text: ClaimNote; at: Date },
): Promise<boolean> {
  const update = writes.noteOnClaim(options.tables.claims, noted, { ...text, at });
  return await unlessRefused(options.dynamo.send(new UpdateCommand(update)));
}

async function recordDelivery(
  options: ClaimStoreOptions,
  { accepted, end, at }: { accepted: Claim; end: DeliveryEnd; at: Date },
): Promise<boolean> {
  const { claims } = options.tables;
  const set = { sens_message_id: end.messageId, reason: end.reason };
  const result = await transact(options, [
    writes.moveClaim(claims, accepted, { event: end.event, at, set }),
    writes.putMessageReceipt(claims, accepted, end.messageId),
  ]);
  return result.state === 'done';
}

async function postpone(
  { dynamo, tables, owner, runId }: ClaimStoreOptions,
  { message, reason, at }: { message: DueMessage; reason: string; at: Date },
): Promise<boolean> {
  const put = writes.firstClaim(tables.claims, postponedClaim(message, { at, owner, runId, reason }));
  return await unlessRefused(dynamo.send(new PutCommand(put)));
}

async function close(
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

const isSameHolding = (left: Claim, right: Claim): boolean =>
  left.owner === right.owner && left.fence === right.fence;

async function readStored(options: ClaimStoreOptions, claimId: string): Promise<Claim | null> {
  const { Item } = await options.dynamo.send(
    new GetCommand({ TableName: options.tables.claims, Key: { claim_id: claimId }, ConsistentRead: true }),
  );
  const found = Item && readOrReport(Item, options.reportUnreadable);
  return found && isReadable(found) ? found : null;
}
