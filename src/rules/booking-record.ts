import type { LegacyRow } from './legacy-row.ts';
import type { MessageKind } from './message-kind.ts';

/** What the tables know of one booking and phone: the rules decide from this. */
export interface BookingRecord {
  /** The row in `sms`, read consistently; null where there is none. */
  readonly row: LegacyRow | null;
  /** Kinds whose claim is RELEASED (definitely not sent): due again. Read from the sparse index `open-claims`. */
  readonly released: ReadonlySet<MessageKind>;
}
