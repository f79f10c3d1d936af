import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ClaimEvent } from '../../src/domain/claim.ts';
import type { ApprovalItem } from '../../src/domain/control-item.ts';
import type { DueMessage, UnsentMessage } from '../messages/due-message.ts';
import type { LambdaTables } from '../run-context.ts';
import type { Claim } from './claim-item.ts';
import type { ReportUnreadable } from './read-or-report.ts';

/** The writes on claims, each one conditional call. The simulation of the send path puts an in-memory twin here. */
export interface ClaimStore {
  /** Takes a message and writes its legacy row, together or not at all. */
  claim(message: DueMessage, at: Date): Promise<ClaimResult>;
  /** Proves that nothing forbids the send, and marks that the POST begins, in one step. */
  arm(claim: Claim, approval: ApprovalItem, at: Date): Promise<ArmResult>;
  /** `in-doubt`: the claim could not be given this request, since another claim was already counted for it. */
  accept(claim: Claim, requestId: string, at: Date): Promise<'recorded' | 'in-doubt'>;
  /** Whether the claim is now in the event's state; a release undoes what the claim did to the legacy row. */
  settle(claim: Claim, end: Settlement, at: Date): Promise<boolean>;
  /**
   * Releases a claim whose message SENS did not take and does not list, and undoes what it did to the legacy row, in one
   * step with the proof that a live run may send. False if the claim moved on, or if that proof fails.
   */
  releaseAbsent(claim: Claim, approval: ApprovalItem, at: Date): Promise<boolean>;
  /** Gives a message at SENS to a claim in doubt or refused, unless another claim has it. */
  adopt(claim: Claim, message: SensReceipt, at: Date): Promise<'adopted' | 'message-taken' | 'claim-moved'>;
  /** Writes a note to a claim that stays in its state; false if it moved on meanwhile. */
  note(claim: Claim, note: ClaimNote, at: Date): Promise<boolean>;
  recordDelivery(claim: Claim, end: DeliveryEnd, at: Date): Promise<boolean>;
  /** Writes down that a due message was not begun, if it has no claim; whether this call did. Leaves its row alone. */
  postpone(message: DueMessage, reason: string, at: Date): Promise<boolean>;
  /** Records that nobody will send it, unless a claim says otherwise; whether this call was the one that did. */
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
  readonly event: Extract<ClaimEvent, 'release' | 'refuse' | 'doubt' | 'reopen'>;
  readonly reason: string;
  /** Only if the POST was never begun. */
  readonly onlyUnarmed?: boolean;
  /** SENS answered that it did not take the message: a later run may release it by itself. */
  readonly isNotTaken?: boolean;
}

export interface ClaimNote {
  /** Null: the reason that stands there stays. */
  readonly reason: string | null;
  /** Takes the claim out of the index `open-claims`: nobody looks for it again, and it expires. */
  readonly isClosed: boolean;
  /** SENS's list was looked at late enough, and does not show the message of a refused claim. */
  readonly isAbsent?: boolean;
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
  /** Without it, a malformed claim throws. */
  readonly reportUnreadable?: ReportUnreadable;
}
