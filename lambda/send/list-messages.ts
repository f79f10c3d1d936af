import type { OneExchange } from './exchange-once.ts';
import {
  type ListedMessage,
  type ListPage,
  type ListReading,
  listQuery,
  type MessageFilter,
  readDetail,
  readListPage,
} from './sens-list.ts';

export interface ListOptions {
  /** Also asks for the text of each message. */
  readonly withContent: boolean;
  /** For the whole list with all its pages and texts, milliseconds. */
  readonly withinMs: number;
}

/** SENS refuses the keys with which the list was asked for. */
export class ListRefused extends Error {}

/** One GET below the messages path: `?query` or `/messageId`. */
type Ask = (below: string, timeoutMs: number) => Promise<OneExchange>;

/** One call may wait this long for its answer, milliseconds. */
const callTimeoutMs = 10_000;
const maxPages = 20;

/** As SensClient.list. */
export async function listMessages(
  ask: Ask,
  filter: MessageFilter,
  options: ListOptions,
): Promise<ListReading> {
  const startedAtMs = performance.now();
  const read = async (below: string): Promise<unknown> => {
    const leftMs = options.withinMs - (performance.now() - startedAtMs);
    if (leftMs <= 0) throw new Error("SENS's list was not read: the time for it was used up");
    return bodyOf(await ask(below, Math.min(callTimeoutMs, leftMs)));
  };
  const { messages, gap } = await readPages(read, filter);
  if (!options.withContent) return { messages, gap };
  const whole = await Promise.all(messages.map((message) => withText(read, message)));
  const isTextMissing = whole.some(({ content }) => content === null);
  return { messages: whole, gap: gap ?? (isTextMissing ? "SENS does not show a message's text" : null) };
}

type Read = (below: string) => Promise<unknown>;

/** All pages, up to the one that cannot be read. Throws if that is the first. */
async function readPages(read: Read, filter: MessageFilter): Promise<ListReading> {
  const messages: ListedMessage[] = [];
  let gap: string | null = null;
  let token: string | null = null;
  for (let page = 1; page <= maxPages; page += 1) {
    let answer: ListPage;
    try {
      answer = readListPage(await read(`?${listQuery(filter, token)}`));
    } catch (cause) {
      if (page === 1) throw cause;
      return { messages, gap: gap ?? `page ${page}: ${reasonOf(cause)}` };
    }
    messages.push(...answer.messages.filter((message) => isAsked(message, filter)));
    gap ??= answer.gap;
    token = answer.nextToken;
    if (token === null) return { messages, gap };
  }
  return { messages, gap: gap ?? `SENS's list did not end after ${maxPages} pages` };
}

/** SENS does not certainly refuse filters that it does not know: its answer is checked against the question. */
const isAsked = (message: ListedMessage, filter: MessageFilter): boolean =>
  'requestId' in filter ? message.requestId === filter.requestId : !filter.to || message.to === filter.to;

/** The vendor's pages do not settle whether the list shows texts; the detail does. */
async function withText(read: Read, listed: ListedMessage): Promise<ListedMessage> {
  if (listed.content !== null) return listed;
  try {
    return readDetail(await read(`/${encodeURIComponent(listed.messageId)}`), listed) ?? listed;
  } catch {
    return listed;
  }
}

function bodyOf(exchange: OneExchange): unknown {
  if (exchange.kind === 'failed') throw new Error(`SENS's list was not read: ${exchange.reason}`);
  const refusal = `SENS's list was not read: it answered ${exchange.status}`;
  if (exchange.status === 401 || exchange.status === 403) throw new ListRefused(refusal);
  if (exchange.status !== 200) throw new Error(refusal);
  try {
    return JSON.parse(exchange.body);
  } catch {
    return null;
  }
}

/** Errors of this file are our own sentences. */
const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : 'it was not read');
