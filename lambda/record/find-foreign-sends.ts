import { fromKst } from '../../src/domain/kst.ts';
import { type ClaimSubject, claimIdOf } from '../claim/claim-item.ts';
import { isNeverBegun } from '../claim/new-claim.ts';
import { isReadable } from '../claim/read-or-report.ts';
import { type LegacyRow, legacyFlagOf, type MessageKind } from '../messages/due-message.ts';
import type { DeliveryTools } from '../send/delivery-tools.ts';

/** What of a booking shows when a message about it can have been sent at the earliest. */
export interface WatchedBooking {
  readonly bookingNum: string;
  readonly phone: string;
  readonly startsAt: Date;
  /** Null where the booking does not say. */
  readonly confirmedAt: Date | null;
  readonly row: LegacyRow | null;
}

const kinds: readonly MessageKind[] = ['confirm', 'guide', 'event'];
const guideBeforeMs = 2 * 60 * 60_000;

/**
 * The tripwire: flags in table `sms` that were set after `since`, from when on we are the only sender, and are no claim of
 * ours. They mean that another one runs beside us. A legacy row carries no time of its own; what it can be compared with is
 * the earliest moment at which legacy sends a message of that kind.
 */
export async function findForeignSends(
  tools: Pick<DeliveryTools, 'read'>,
  bookings: readonly WatchedBooking[],
  since: Date,
): Promise<readonly ClaimSubject[]> {
  const suspects = bookings.flatMap((booking) => suspectsOf(booking, since));
  if (suspects.length === 0) return [];
  const claims = await tools.read(suspects.map(claimIdOf));
  // A claim that only says that a message is due set no flag; of one that cannot be read nobody knows.
  const setters = claims.filter((claim) => !isReadable(claim) || !isNeverBegun(claim));
  const ours = new Set(setters.map((claim) => claim.claim_id));
  return suspects.filter((suspect) => !ours.has(claimIdOf(suspect)));
}

/** The messages of a booking that its row says are sent, and that nobody can have sent before `since`. Pure. */
export function suspectsOf(booking: WatchedBooking, since: Date): readonly ClaimSubject[] {
  const { row, bookingNum, phone } = booking;
  if (!row) return [];
  return kinds
    .filter((kind) => {
      const earliest = earliestSend(kind, booking, row);
      return row[legacyFlagOf[kind]] && earliest !== null && earliest > since;
    })
    .map((kind) => ({ bookingNum, phone, kind }));
}

function earliestSend(kind: MessageKind, booking: WatchedBooking, row: LegacyRow): Date | null {
  if (kind === 'confirm') return booking.confirmedAt;
  // A booking may have been moved since the row was written: the earlier of its two times counts.
  const times = [booking.startsAt, fromKst(row.booking_time) ?? booking.startsAt];
  const startMs = Math.min(...times.map((time) => time.getTime()));
  return new Date(kind === 'guide' ? startMs - guideBeforeMs : startMs);
}
