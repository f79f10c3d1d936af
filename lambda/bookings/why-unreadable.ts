import type { SkippedBooking } from '../../src/rules/booking.ts';

/** A store with more than this share of unreadable rows has failed: its rows have changed, or customers are hidden. */
const tolerated = 0.5;

/** Why a status with these skipped rows counts as not read; null if most of its rows were read. Pure. */
export function whyUnreadable(skipped: readonly SkippedBooking[], returned: number): string | null {
  if (skipped.length <= returned * tolerated) return null;
  return `${skipped.length} of ${returned} bookings cannot be read (${commonest(skipped)}): the host may have changed its rows`;
}

/** `invalid-row at snapshotJson: 28` */
function commonest(skipped: readonly SkippedBooking[]): string {
  const counts = new Map<string, number>();
  for (const { reason, field } of skipped) {
    const kind = field === null ? reason : `${reason} at ${field}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([, left], [, right]) => right - left);
  return first ? `${first[0]}: ${first[1]}` : 'no reason';
}
