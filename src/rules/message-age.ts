import * as z from 'zod';
import type { Booking } from './booking.ts';
import type { MessageKind } from './message-kind.ts';
import type { Rule } from './rule.ts';

/**
 * Hours after which a message is too old to be sent, if its rule does not say otherwise; null: never. After a pause of
 * delivery, the event message of each visit of the last month would go out at once. A confirmation is wanted as long as
 * the visit is ahead, and a guide is due for two hours.
 */
const defaultMaxAgeHours: Readonly<Record<MessageKind, number | null>> = {
  confirm: null,
  guide: null,
  event: 24,
};

const hourMs = 3_600_000;

/** After this moment the rule sends the message no more; null: there is no such moment. Pure. */
export function latestSend(
  { maxAgeHours }: Pick<Rule, 'maxAgeHours'>,
  booking: Booking,
  kind: MessageKind,
): Date | null {
  const hours = maxAgeHours ?? defaultMaxAgeHours[kind];
  return hours === null ? null : new Date(bornAt(booking, kind).getTime() + hours * hourMs);
}

/**
 * Since when the message could be wanted: a confirmation since the booking was confirmed, a guide since the visit began, an
 * event message since the visit was completed. What the booking does not say counts from the beginning of the visit.
 */
function bornAt(booking: Booking, kind: MessageKind): Date {
  if (kind === 'guide') return booking.startsAt;
  const at = kind === 'confirm' ? booking.confirmedAt : completedAt(booking);
  return at ?? booking.startsAt;
}

/** The partner list gives it with its zone. */
const completedSchema = z.object({ completedDateTime: z.iso.datetime({ offset: true }) });

function completedAt({ fields }: Booking): Date | null {
  const parsed = completedSchema.safeParse(fields);
  return parsed.success ? new Date(parsed.data.completedDateTime) : null;
}
