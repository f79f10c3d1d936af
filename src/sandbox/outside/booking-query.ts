/** The filter of a count or list call of the partner API. */
export interface BookingQuery {
  readonly statuses: readonly string[];
  readonly window: { readonly startMs: number; readonly endMs: number } | null;
  readonly page: number;
  readonly size: number;
}

export type QueryReading =
  | { readonly ok: true; readonly query: BookingQuery }
  | { readonly ok: false; readonly why: string };

/** At most 31 days and 50 rows per call (a capture of September 2026). */
const maxWindowMs = 31 * 24 * 60 * 60_000;
const maxSize = 50;
const zonedTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Reads the query, or says why the API answers 422. */
export function readBookingQuery(query: URLSearchParams): QueryReading {
  const window = readWindow(query.get('startDateTime'), query.get('endDateTime'));
  if (typeof window === 'string') return { ok: false, why: window };
  const page = Number(query.get('page') ?? 0);
  const size = Number(query.get('size') ?? maxSize);
  if (!Number.isInteger(page) || page < 0) return { ok: false, why: 'page must be 0 or more' };
  if (!Number.isInteger(size) || size < 1) return { ok: false, why: 'size must be 1 or more' };
  const statuses = query.getAll('bookingStatusCodes').flatMap((codes) => codes.split(',').filter(Boolean));
  return { ok: true, query: { statuses, window, page, size: Math.min(size, maxSize) } };
}

function readWindow(start: string | null, end: string | null): BookingQuery['window'] | string {
  if (!start && !end) return null;
  if (!start || !end) return 'startDateTime and endDateTime go together';
  if (!zonedTime.test(start) || !zonedTime.test(end)) return 'date times need a zone';
  const startMs = Date.parse(start);
  const endMs = Date.parse(end);
  if (!(endMs >= startMs)) return 'endDateTime is before startDateTime';
  if (endMs - startMs > maxWindowMs) return 'the window is longer than 31 days';
  return { startMs, endMs };
}
