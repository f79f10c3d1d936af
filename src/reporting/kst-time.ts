/** Korea Standard Time for people: UTC+9 all year (no daylight saving since 1988), so plain arithmetic is exact. */
const kstOffsetMs = 9 * 3_600_000;

/** `14:00:03`; the caller says KST once per block. */
export function kstClock(at: Date): string {
  return shifted(at).slice(11, 19);
}

/** `2026-11-03 14:00:03 KST` */
export function kstDateTime(at: Date): string {
  const iso = shifted(at);
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} KST`;
}

function shifted(at: Date): string {
  return new Date(at.getTime() + kstOffsetMs).toISOString();
}
