import { kstIsoText } from './kst-time.ts';
import { nextTokenOf, readListQuery } from './sens-list.ts';
import { type SensMessage, type SensTimes, sensEntry } from './sens-mailbox.ts';
import { readSend } from './sens-send.ts';
import { type SensKeys, signatureFault } from './sens-signature.ts';
import type { Neighbour, WorldAnswer, WorldRequest } from './world-request.ts';

export interface SensOptions {
  readonly keys: SensKeys;
  readonly times: SensTimes;
  readonly newId: () => string;
  /** Whether list entries carry `content` and `subject`. The vendor documents them for the detail; the list is not settled. */
  readonly listShowsContent: boolean;
}

/** The pretend SENS, with every message it accepted. */
export function createSens(options: SensOptions): Neighbour & { readonly messages: readonly SensMessage[] } {
  const messages: SensMessage[] = [];
  const base = `/sms/v2/services/${options.keys.serviceId}/messages`;
  const operationOf = (request: WorldRequest): string | null => {
    const path = decodeURIComponent(request.path);
    if (path === base) return { POST: 'send', GET: 'list-messages' }[request.method] ?? null;
    return path.startsWith(`${base}/`) && request.method === 'GET' ? 'get-message' : null;
  };
  const answers: Record<string, (request: WorldRequest) => WorldAnswer> = {
    send: (request) => send(request, options, messages),
    'list-messages': (request) => list(request, options, messages),
    'get-message': (request) => detail(request, options, messages),
  };
  return {
    name: 'sens',
    messages,
    operationOf,
    handle: (request) => {
      const fault = signatureFault(request, options.keys);
      if (fault) return gatewayError(401, '200', 'Authentication Failed', fault);
      return (
        answers[operationOf(request) ?? '']?.(request) ??
        gatewayError(404, '300', 'Not Found', 'URL not found.')
      );
    },
    refuse: (reason) => refusals[reason],
  };
}

/** Invented, as the vendor's table of codes was not found. */
const unreachableCode = '3018';

function send(request: WorldRequest, options: SensOptions, messages: SensMessage[]): WorldAnswer {
  const requestId = options.newId();
  const reading = readSend(request.body, { requestId, nowMs: request.nowMs });
  if (!reading.ok) return serviceError(400, reading.why);
  for (const message of reading.messages) {
    const finalCode = request.isUndeliverable ? unreachableCode : message.finalCode;
    messages.push({ ...message, finalCode, messageId: options.newId() });
  }
  return {
    status: 202,
    body: { requestId, requestTime: kstIsoText(request.nowMs), statusCode: '202', statusName: 'success' },
  };
}

function list(request: WorldRequest, options: SensOptions, messages: readonly SensMessage[]): WorldAnswer {
  const query = readListQuery(request.query, options.times);
  if (!query.ok) return serviceError(400, query.why);
  const found = indexed(messages, request, options).filter(query.matches);
  const shown = found.slice(query.page.from, query.page.from + query.page.size);
  const nextToken = nextTokenOf(query.page, found.length);
  return {
    status: 200,
    body: {
      statusCode: '202',
      statusName: 'success',
      messages: shown.map((message) => listEntry(message, request.nowMs, options)),
      pageSize: query.page.size,
      itemCount: shown.length,
      hasMore: nextToken !== null,
      ...(nextToken === null ? {} : { nextToken }),
    },
  };
}

function listEntry(message: SensMessage, nowMs: number, options: SensOptions): Record<string, unknown> {
  const entry = sensEntry(message, nowMs, options.times);
  if (options.listShowsContent) return entry;
  const { content: _content, subject: _subject, ...rest } = entry;
  return rest;
}

function detail(request: WorldRequest, options: SensOptions, messages: readonly SensMessage[]): WorldAnswer {
  const messageId = request.path.split('/').at(-1);
  const found = indexed(messages, request, options).filter((message) => message.messageId === messageId);
  if (found.length === 0) return serviceError(404, 'message not found');
  const entries = found.map((message) => sensEntry(message, request.nowMs, options.times));
  return { status: 200, body: { statusCode: '200', statusName: 'success', messages: entries } };
}

function indexed(
  messages: readonly SensMessage[],
  request: WorldRequest,
  options: SensOptions,
): SensMessage[] {
  const written = request.isStale ? messages.slice(0, -1) : messages;
  return written.filter((message) => message.acceptedAtMs + options.times.indexLagMs <= request.nowMs);
}

function gatewayError(status: number, errorCode: string, message: string, details: string): WorldAnswer {
  return { status, body: { error: { errorCode, message, details } } };
}

function serviceError(status: number, errorMessage: string): WorldAnswer {
  return { status, body: { statusCode: String(status), statusName: 'fail', errorMessage } };
}

const refusals = {
  throttle: gatewayError(429, '420', 'Rate Limited', 'Request rate exceeded.'),
  'server-error': serviceError(500, 'Internal Server Error'),
  'access-denied': gatewayError(403, '210', 'Permission Denied', 'The key may not use this service.'),
} as const;
