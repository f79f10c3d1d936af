import { kstMillis } from './kst-time.ts';
import type { SensMessage, SensTimes } from './sens-mailbox.ts';

export type ListQuery =
  | { readonly ok: true; readonly matches: (message: SensMessage) => boolean; readonly page: ListPage }
  | { readonly ok: false; readonly why: string };

export interface ListPage {
  readonly size: number;
  readonly from: number;
}

const dayMs = 24 * 60 * 60_000;
const maxRequestSpanMs = 30 * dayMs;
const maxCompleteSpanMs = dayMs;
const maxPageSize = 100;
const defaultPageSize = 20;

/**
 * Reads the query of GET messages. One of requestId, requestStartTime+requestEndTime (at most 30 days) and
 * completeStartTime+completeEndTime (at most 24 hours) is mandatory; times are Korean, `YYYY-MM-DD HH:mm:ss`
 * (vendor: sens-sms-list).
 */
export function readListQuery(query: URLSearchParams, times: SensTimes): ListQuery {
  const requested = readRange(query, 'request', maxRequestSpanMs);
  const completed = readRange(query, 'complete', maxCompleteSpanMs);
  if (typeof requested === 'string') return { ok: false, why: requested };
  if (typeof completed === 'string') return { ok: false, why: completed };
  if (!query.get('requestId') && !requested && !completed) {
    return {
      ok: false,
      why: 'requestId, requestStartTime+requestEndTime or completeStartTime+completeEndTime',
    };
  }
  const page = readPage(query);
  if (!page) return { ok: false, why: 'pageSize or nextToken' };
  return {
    ok: true,
    page,
    matches: (message) =>
      matchesFields(message, query) &&
      isWithin(message.acceptedAtMs, requested) &&
      isWithin(message.acceptedAtMs + times.completedAfterMs, completed),
  };
}

interface Range {
  readonly startMs: number;
  readonly endMs: number;
}

function readRange(query: URLSearchParams, kind: string, maxSpanMs: number): Range | null | string {
  const start = query.get(`${kind}StartTime`);
  const end = query.get(`${kind}EndTime`);
  if (!start && !end) return null;
  const startMs = kstMillis(start ?? '');
  const endMs = kstMillis(end ?? '');
  if (startMs === null || endMs === null) return `${kind}StartTime and ${kind}EndTime: YYYY-MM-DD HH:mm:ss`;
  if (endMs < startMs || endMs - startMs > maxSpanMs) return `${kind} range is too long or backwards`;
  return { startMs, endMs };
}

/** Times have whole seconds on this API, so the end second is included whole. */
function isWithin(ms: number, range: Range | null): boolean {
  return range === null || (ms >= range.startMs && ms < range.endMs + 1000);
}

function matchesFields(message: SensMessage, query: URLSearchParams): boolean {
  return (['requestId', 'messageId', 'type', 'contentType', 'countryCode', 'from', 'to'] as const).every(
    (field) => !query.get(field) || query.get(field) === message[field],
  );
}

function readPage(query: URLSearchParams): ListPage | null {
  const size = Number(query.get('pageSize') ?? defaultPageSize);
  const token = query.get('nextToken');
  const from = token ? Number(Buffer.from(token, 'base64url').toString()) : 0;
  const isUsable =
    Number.isInteger(size) && size >= 1 && size <= maxPageSize && Number.isInteger(from) && from >= 0;
  return isUsable ? { size, from } : null;
}

/** The token of the page after this one, or null at the end. */
export function nextTokenOf(page: ListPage, total: number): string | null {
  const next = page.from + page.size;
  return next < total ? Buffer.from(String(next)).toString('base64url') : null;
}
