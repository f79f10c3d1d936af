import { fromKst } from './kst.ts';

/**
 * How long a settled claim is kept after its visit, months: long enough for a complaint about last year's visit, and
 * DynamoDB's TTL then deletes it within two days. Source of the limit: docs/privacy.md.
 */
const keptMonths = 13;

/**
 * When a settled claim, and the receipts of its message, may be deleted: 13 months after the later of its visit and its
 * settlement. Epoch seconds, as DynamoDB's TTL wants them. `bookingTimeKst`: `YYYY-MM-DD HH:MM:SS`, null if not known.
 */
export function expiresAtSeconds(bookingTimeKst: string | null, settledAt: Date): number {
  const visit = fromKst(bookingTimeKst ?? '');
  const later = new Date(Math.max(visit?.getTime() ?? 0, settledAt.getTime()));
  later.setUTCMonth(later.getUTCMonth() + keptMonths);
  return Math.floor(later.getTime() / 1000);
}
