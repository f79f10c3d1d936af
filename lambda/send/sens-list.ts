import * as z from 'zod';
import { fromKst, toKst } from '../../src/domain/kst.ts';

/*
 * SENS's message list: its query and its entries. Times are whole seconds of Korean time (vendor: sens-sms-list; that
 * the zone is Korean is not written there). The request window may be 30 days long, the history is 90 days.
 */
const pageSize = '100';

/** One of requestId and a request window is mandatory at SENS. */
export type MessageFilter =
  | { readonly requestId: string }
  | { readonly start: Date; readonly end: Date; readonly to?: string };

export interface ListedMessage {
  readonly requestId: string;
  readonly messageId: string;
  readonly requestedAt: Date;
  readonly from: string;
  readonly to: string;
  /** As it was submitted; null where the list does not show it. */
  readonly content: string | null;
  readonly delivery: 'pending' | 'delivered' | 'failed';
  /** SENS's own code and word for how it ended. */
  readonly deliveryText: string;
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

const entrySchema = z.object({
  requestId: z.string(),
  messageId: z.string(),
  requestTime: z.string(),
  from: z.string(),
  to: z.string(),
  content: z.string().nullish(),
  status: z.string().nullish(),
  statusCode: z.string().nullish(),
  statusName: z.string().nullish(),
});

const pageSchema = z.object({
  messages: z.array(entrySchema),
  nextToken: z.string().nullish(),
  hasMore: z.boolean().nullish(),
});

/** Reads one page. Throws where it is not one, or says that there is more without saying where. */
export function readListPage(body: unknown): {
  readonly messages: readonly ListedMessage[];
  readonly nextToken: string | null;
} {
  const parsed = pageSchema.safeParse(body);
  if (!parsed.success) throw new Error("SENS's list answered in a form that cannot be read");
  const { messages, hasMore } = parsed.data;
  const nextToken = parsed.data.nextToken || null;
  if (hasMore === true && nextToken === null) throw new Error("SENS's list has more pages and names none");
  return { messages: messages.map(toListed), nextToken: hasMore === false ? null : nextToken };
}

/** Reads the detail of a listed message; throws where it shows no text either. */
export function readDetail(body: unknown, listed: ListedMessage): ListedMessage {
  const parsed = pageSchema.safeParse(body);
  const entry = parsed.data?.messages.find(
    ({ messageId, to }) => messageId === listed.messageId && to === listed.to,
  );
  if (!entry || entry.content === undefined || entry.content === null) {
    throw new Error("SENS's detail of a message shows no text");
  }
  return { ...listed, content: entry.content };
}

function toListed(entry: z.infer<typeof entrySchema>): ListedMessage {
  return {
    requestId: entry.requestId,
    messageId: entry.messageId,
    requestedAt: readTime(entry.requestTime),
    from: entry.from,
    to: entry.to,
    content: entry.content ?? null,
    delivery: deliveryOf(entry),
    deliveryText: `${entry.statusCode ?? '-'} ${entry.statusName ?? '-'}`,
  };
}

/** READY -> PROCESSING -> COMPLETED; then code "0" alone means delivered (vendor: sens-sms-get). */
function deliveryOf(entry: z.infer<typeof entrySchema>): ListedMessage['delivery'] {
  if (entry.status !== 'COMPLETED' || !entry.statusCode) return 'pending';
  return entry.statusCode === '0' ? 'delivered' : 'failed';
}

/** `YYYY-MM-DD HH:mm:ss`, or with a T and fractions as the send answer has it. */
function readTime(text: string): Date {
  const time = fromKst(text.replace('T', ' ').replace(/\.\d+$/, ''));
  if (time === null) throw new Error("SENS's list shows a time that cannot be read");
  return time;
}
