import * as z from 'zod';
import { toKst } from '../../src/domain/kst.ts';
import { type ListedMessage, readListEntry } from './sens-list-entry.ts';

export type { ListedMessage } from './sens-list-entry.ts';

/*
 * SENS's message list: its query and its pages. Times are whole seconds of Korean time (vendor: sens-sms-list; that the
 * zone is Korean is not written there). The request window may be 30 days long, the history is 90 days.
 */
const pageSize = '100';

/** One of requestId and a request window is mandatory at SENS. */
export type MessageFilter =
  | { readonly requestId: string }
  | { readonly start: Date; readonly end: Date; readonly to?: string };

/** What was read of a list. */
export interface ListReading {
  readonly messages: readonly ListedMessage[];
  /** Why messages may be missing from it; null if it is complete. Only a complete list proves an absence. */
  readonly gap: string | null;
}

/** The query, encoded once: these bytes are signed and sent. */
export function listQuery(filter: MessageFilter, nextToken: string | null): string {
  const fields: Record<string, string> =
    'requestId' in filter
      ? { requestId: filter.requestId }
      : {
          requestStartTime: toKst(filter.start),
          requestEndTime: toKst(filter.end),
          ...(filter.to === undefined ? {} : { to: filter.to }),
        };
  const all = { ...fields, pageSize, ...(nextToken === null ? {} : { nextToken }) };
  return Object.entries(all)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

const pageSchema = z.object({
  messages: z.array(z.unknown()),
  nextToken: z.string().nullish().catch(null),
  hasMore: z.boolean().nullish().catch(null),
});

/** One page, and where the next one is; null at the end. */
export interface ListPage extends ListReading {
  readonly nextToken: string | null;
}

/**
 * Reads one page, entry by entry: one that is malformed leaves a gap and does not block the others. Throws if it is not a
 * page at all.
 */
export function readListPage(body: unknown): ListPage {
  const parsed = pageSchema.safeParse(body);
  if (!parsed.success) throw new Error("SENS's list is malformed");
  const { hasMore } = parsed.data;
  const nextToken = hasMore === false ? null : parsed.data.nextToken || null;
  const entries = parsed.data.messages.map(readListEntry);
  const messages = entries.filter((entry) => entry !== null);
  const malformed = entries.length - messages.length;
  const gap =
    malformed > 0
      ? `${malformed} of ${entries.length} entries of SENS's list are malformed`
      : hasMore === true && nextToken === null
        ? "SENS's list says that it has more and does not say where"
        : null;
  return { messages, gap, nextToken };
}

/** Reads the detail of a listed message; null if it shows no text either. */
export function readDetail(body: unknown, listed: ListedMessage): ListedMessage | null {
  const parsed = pageSchema.safeParse(body);
  const entry = parsed.data?.messages
    .map(readListEntry)
    .find((each) => each?.messageId === listed.messageId && each.to === listed.to);
  return entry?.content ? { ...listed, content: entry.content } : null;
}
