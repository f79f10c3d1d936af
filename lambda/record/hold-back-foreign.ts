import { claimFields } from '../claim/claim-fields.ts';
import type { ClaimSubject } from '../claim/claim-item.ts';
import type { DueMessage } from '../messages/due-message.ts';
import type { DeliveryTools } from '../send/delivery-tools.ts';
import type { RunTally } from '../summary/run-tally.ts';
import { addTo } from '../summary/sums.ts';
import { findForeignSends, type WatchedBooking } from './find-foreign-sends.ts';

export interface ForeignOrder {
  readonly due: readonly DueMessage[];
  readonly bookings: readonly WatchedBooking[];
  /** From when on we are the only sender. */
  readonly since: Date;
}

/** So many rows in one run are no coincidence of one booking (its confirmation time can change): another sender works. */
const stopAtRows = 2;

/** The log names so many; whoever looks for the other sender needs no more. */
const maxNamed = 20;

/**
 * At most one live sender: two that do not know of each other send twice. One row that another sender marked holds back
 * the messages of its booking; two stop everything. Returns what may be sent. Throws if another sender is at work.
 */
export async function holdBackForeign(
  tools: Pick<DeliveryTools, 'read' | 'emit'>,
  tally: Pick<RunTally, 'messages' | 'foreignRows'>,
  { due, bookings, since }: ForeignOrder,
): Promise<readonly DueMessage[]> {
  const foreign = await findForeignSends(tools, bookings, since);
  const rows = new Set(foreign.map(rowOf));
  tally.foreignRows = rows.size;
  const reason = `marked as sent after ${since.toISOString()}, and not by us`;
  for (const { bookingNum: booking_num, phone, kind } of foreign.slice(0, maxNamed)) {
    tools.emit('foreign_row', { ...claimFields({ booking_num, phone, kind }), reason });
  }
  const [first] = foreign;
  if (first && rows.size >= stopAtRows) {
    throw new Error(
      `another sender is at work: since ${since.toISOString()}, when ours became the only one, it marked ${foreign.length} messages of ${rows.size} bookings as sent, ${first.kind} of ${first.bookingNum} among them; nothing was sent. ${remedy}`,
    );
  }
  const allowed = due.filter((message) => !rows.has(rowOf(message)));
  addTo(tally.messages.skipped, 'foreign-row', due.length - allowed.length);
  return allowed;
}

/** A new approval alone hides nothing. */
const remedy =
  'Find that sender (naver-sms preflight) and switch it off; once it is known who marked the rows: naver-sms delivery approve live --accept-marked-rows --reason "<who marked them>"';

const rowOf = ({ bookingNum, phone }: Pick<ClaimSubject, 'bookingNum' | 'phone'>): string =>
  `${bookingNum}#${phone}`;
