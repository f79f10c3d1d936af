import * as z from 'zod';
import type { SendExchange } from '../../src/domain/send-outcome.ts';
import type { DueMessage } from '../messages/due-message.ts';
import type { RunContext } from '../run-context.ts';
import { exchangeOnce, type OneExchange } from './exchange-once.ts';
import { type ListedMessage, listQuery, type MessageFilter, readDetail, readListPage } from './sens-list.ts';
import { signSens } from './sens-signature.ts';

/** What is sent of a due message. */
export type SensText = Pick<
  DueMessage,
  'from' | 'phoneDigits' | 'type' | 'contentType' | 'subject' | 'content'
>;

export interface SensClient {
  /** One POST on a fresh socket, never repeated. Resolves always. */
  send(message: SensText, timeoutMs: number): Promise<SendExchange>;
  /**
   * All messages that SENS lists for the filter, every page, with their texts where `withContent`. Throws where SENS
   * does not answer properly or the list does not end: an incomplete list proves no absence.
   */
  list(filter: MessageFilter, options: { readonly withContent: boolean }): Promise<readonly ListedMessage[]>;
}

/** Reads may wait this long for an answer, milliseconds. */
const readTimeoutMs = 10_000;
const maxPages = 20;

/** The SENS SMS API v2 with the credentials of this run. No error of it carries a key, a header or a text. */
export function createSensClient(context: Pick<RunContext, 'sens' | 'now'>): SensClient {
  return {
    send: async (message, timeoutMs) => judgeable(await call(context, { body: bodyOf(message), timeoutMs })),
    list: (filter, { withContent }) => listAll(context, filter, withContent),
  };
}

interface SensCall {
  /** Below the messages path: empty, `?query` or `/messageId`. */
  readonly below?: string;
  readonly body?: string;
  readonly timeoutMs: number;
}

async function call({ sens, now }: Pick<RunContext, 'sens' | 'now'>, one: SensCall): Promise<OneExchange> {
  // Real clients send the service id with its colons as they are.
  const target = `/sms/v2/services/${sens.service_id}/messages${one.below ?? ''}`;
  const method = one.body === undefined ? 'GET' : 'POST';
  const keys = { accessKey: sens.access_key, secretKey: sens.secret_key };
  return await exchangeOnce({
    url: new URL(sens.baseUrl.replace(/\/+$/, '') + target),
    method,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...signSens({ method, target, at: now() }, keys),
    },
    body: one.body ?? null,
    timeoutMs: one.timeoutMs,
  });
}

/** The documented body as legacy built it, every character beyond ASCII escaped, so that no hop can garble it. */
function bodyOf(message: SensText): string {
  const body = {
    type: message.type,
    contentType: message.contentType,
    from: message.from,
    ...(message.subject === null ? {} : { subject: message.subject }),
    content: message.content,
    messages: [{ to: message.phoneDigits }],
  };
  return JSON.stringify(body).replace(/[\u0080-\uffff]/g, escapeCharacter);
}

const escapeCharacter = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const acceptedSchema = z.object({ requestId: z.string().min(1) });

function judgeable(exchange: OneExchange): SendExchange {
  if (exchange.kind === 'failed') return exchange;
  const parsed = acceptedSchema.safeParse(readJson(exchange.body));
  return {
    kind: 'answered',
    status: exchange.status,
    requestId: parsed.success ? parsed.data.requestId : null,
  };
}

async function listAll(
  context: Pick<RunContext, 'sens' | 'now'>,
  filter: MessageFilter,
  withContent: boolean,
): Promise<readonly ListedMessage[]> {
  const found: ListedMessage[] = [];
  let token: string | null = null;
  for (let page = 0; page < maxPages; page += 1) {
    const answer = readListPage(await read(context, `?${listQuery(filter, token)}`));
    found.push(...answer.messages.filter((message) => isAsked(message, filter)));
    token = answer.nextToken;
    if (token === null)
      return withContent ? await Promise.all(found.map((each) => complete(context, each))) : found;
  }
  throw new Error(`SENS's list did not end after ${maxPages} pages`);
}

/** Filters that SENS does not know are not refused for certain: what it answers is held against the question. */
const isAsked = (message: ListedMessage, filter: MessageFilter): boolean =>
  'requestId' in filter ? message.requestId === filter.requestId : !filter.to || message.to === filter.to;

/** The vendor's pages do not settle whether the list shows texts; the detail does. */
async function complete(
  context: Pick<RunContext, 'sens' | 'now'>,
  listed: ListedMessage,
): Promise<ListedMessage> {
  if (listed.content !== null) return listed;
  return readDetail(await read(context, `/${encodeURIComponent(listed.messageId)}`), listed);
}

async function read(context: Pick<RunContext, 'sens' | 'now'>, below: string): Promise<unknown> {
  const exchange = await call(context, { below, timeoutMs: readTimeoutMs });
  if (exchange.kind === 'failed') throw new Error(`SENS's list was not read: ${exchange.reason}`);
  if (exchange.status !== 200) throw new Error(`SENS's list was not read: it answered ${exchange.status}`);
  return readJson(exchange.body);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
