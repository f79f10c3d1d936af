/** Times as an operator types them under stress: `14:02`, `14:02:30` (KST, the last time the clock showed it), ISO, or `10m` ago. */

const kstOffsetMs = 9 * 3_600_000;
const dayMs = 86_400_000;
const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: dayMs };

/** A moment in the past; null where the text is none, or one that is still to come. */
export function parsePastTime(text: string, now: Date): Date | null {
  const at = parseTime(text, now);
  return at !== null && at <= now ? at : null;
}

/**
 * A moment: a clock time or a duration is one in the past, an ISO time whichever it names. Null where the text is none. ISO
 * times need a zone: without one nobody knows which was meant.
 */
export function parseTime(text: string, now: Date): Date | null {
  const durationMs = parseDurationMs(text);
  if (durationMs !== null) return new Date(now.getTime() - durationMs);
  return parseClockTime(text, now, 'past') ?? parseIso(text);
}

/** A moment in the future: `2h` from now, `18:00` next time it comes, or ISO with a zone; null where the text is none. */
export function parseFutureTime(text: string, now: Date): Date | null {
  const durationMs = parseDurationMs(text);
  if (durationMs !== null) return new Date(now.getTime() + durationMs);
  return parseClockTime(text, now, 'future') ?? parseIso(text);
}

/** `90s`, `10m`, `2h`, `1d`, in milliseconds; null where the text is none of these. */
export function parseDurationMs(text: string): number | null {
  const found = /^(\d{1,6})([smhd])$/.exec(text.trim());
  return found ? Number(found[1]) * (unitMs[found[2] ?? ''] ?? Number.NaN) : null;
}

function parseClockTime(text: string, now: Date, direction: 'past' | 'future'): Date | null {
  const found = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text.trim());
  if (!found) return null;
  const kstMidnightMs = Math.floor((now.getTime() + kstOffsetMs) / dayMs) * dayMs - kstOffsetMs;
  const todayMs =
    kstMidnightMs + (Number(found[1]) * 3_600 + Number(found[2]) * 60 + Number(found[3] ?? 0)) * 1_000;
  if (direction === 'past') return new Date(todayMs > now.getTime() ? todayMs - dayMs : todayMs);
  return new Date(todayMs <= now.getTime() ? todayMs + dayMs : todayMs);
}

function parseIso(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text.trim())) return null;
  const at = new Date(text.trim());
  return Number.isNaN(at.getTime()) ? null : at;
}
