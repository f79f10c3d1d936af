import type { Booking } from './booking.ts';
import type { SensMessage } from './sens-mailbox.ts';

/** What customers received, counted where they would receive it. */
export interface DeliveryCount {
  readonly messages: number;
  /** Messages beyond what the customer's bookings can explain. */
  readonly duplicates: number;
}

/**
 * Counts messages and duplicates at the pretend SENS. One text goes to one customer at most once for each booking that
 * the customer has, since texts of different kinds and stores differ; every further one is a duplicate.
 */
export function countDeliveries(
  messages: readonly SensMessage[],
  bookings: readonly Booking[],
): DeliveryCount {
  const allowed = countBy(bookings, ({ phone }) => phone);
  const received = countBy(messages, ({ to, content }) => `${to}\n${content}`);
  const surplus = [...received].map(([key, count]) => {
    const [to = ''] = key.split('\n', 1);
    return Math.max(0, count - (allowed.get(to) ?? 0));
  });
  return { messages: messages.length, duplicates: surplus.reduce((sum, each) => sum + each, 0) };
}

function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}
