import type { LegacyRow } from '../../src/rules/legacy-row.ts';
import type { LegacyFlag, MessageKind } from '../../src/rules/message-kind.ts';

// A message's kind, flag and row are words of this seam too: claim/, send/ and record/ need nothing else of the rules.
export type { LegacyRow } from '../../src/rules/legacy-row.ts';
export { type LegacyFlag, legacyFlagOf, type MessageKind } from '../../src/rules/message-kind.ts';

/**
 * A message that is due: what the rules decided and the messages step composed, ready to be claimed and sent.
 * The seam between deciding (rules/, messages/) and doing (claim/, send/, record/).
 */
export interface DueMessage {
  /** `{storeId}_{bookingId}`: hash key of table `sms`. */
  readonly bookingNum: string;
  readonly storeId: string;
  /** Hyphenated as legacy wrote it: range key of table `sms`. */
  readonly phone: string;
  /** Digits alone, as SENS wants them. */
  readonly phoneDigits: string;
  readonly kind: MessageKind;
  readonly ruleName: string;
  /** The sender number, digits. */
  readonly from: string;
  readonly type: 'SMS' | 'LMS';
  readonly contentType: 'COMM' | 'AD';
  /** LMS only. */
  readonly subject: string | null;
  readonly content: string;
  /** sha256 (hex) over from, to, type, contentType, subject and content. */
  readonly contentDigest: string;
  /** `YYYY-MM-DD HH:MM:SS`, KST. */
  readonly bookingTimeKst: string;
  readonly customerName: string;
  readonly legacy: LegacyWrite;
}

/** What the claim writes to table `sms` in its own transaction, so that a rollback to legacy finds the message done. */
export type LegacyWrite =
  /** No row existed when the rules looked: put this one, on the condition that there still is none. */
  | { readonly action: 'create-row'; readonly flag: LegacyFlag; readonly row: LegacyRow }
  /**
   * The row exists, or the confirm message before this one in the list creates it:
   * set the flag, on the condition that it is not set.
   */
  | { readonly action: 'set-flag'; readonly flag: LegacyFlag };

/** A message that nobody will send, and why: to be recorded once, as claim state MISSED or REFUSED. */
export interface UnsentMessage {
  readonly bookingNum: string;
  readonly storeId: string;
  readonly phone: string;
  readonly kind: MessageKind;
  readonly reason: string;
  /** When the booking begins, `YYYY-MM-DD HH:MM:SS` KST; null if it is not known. */
  readonly bookingTimeKst: string | null;
  /** As DueMessage.contentDigest, of a text that SENS could not carry; null if there is no text. */
  readonly contentDigest: string | null;
}
