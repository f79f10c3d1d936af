import type { Neighbour, WorldAnswer, WorldRequest } from './world-request.ts';

export interface TelegramMessage {
  readonly messageId: number;
  readonly chatId: string;
  readonly text: string;
  readonly acceptedAtMs: number;
}

export interface TelegramOptions {
  readonly botToken: string;
  readonly chatId: string;
}

const maxTextLength = 4096;
const retryAfterSeconds = 3;

/** The pretend Telegram Bot API: sendMessage with JSON or form fields, receipts by message_id. */
export function createTelegram(
  options: TelegramOptions,
): Neighbour & { readonly messages: readonly TelegramMessage[] } {
  const messages: TelegramMessage[] = [];
  return {
    name: 'telegram',
    messages,
    operationOf: (request) => (/^\/bot[^/]*\/sendMessage$/.test(request.path) ? 'sendMessage' : null),
    handle: (request) => {
      if (request.path !== `/bot${options.botToken}/sendMessage`) return problem(401, 'Unauthorized');
      return accept(request, options, messages);
    },
    refuse: (reason) => refusals[reason],
  };
}

function accept(request: WorldRequest, options: TelegramOptions, messages: TelegramMessage[]): WorldAnswer {
  const fields = readFields(request);
  const text = fields.text ?? '';
  if (fields.chat_id !== options.chatId) return problem(400, 'Bad Request: chat not found');
  if (text.trim() === '') return problem(400, 'Bad Request: message text is empty');
  if (text.length > maxTextLength) return problem(400, 'Bad Request: message is too long');
  const message = {
    messageId: messages.length + 1,
    chatId: options.chatId,
    text,
    acceptedAtMs: request.nowMs,
  };
  if (!request.isUndeliverable) messages.push(message);
  return { status: 200, body: { ok: true, result: resultOf(message) } };
}

function resultOf(message: TelegramMessage): Record<string, unknown> {
  return {
    message_id: message.messageId,
    from: { id: 1, is_bot: true, first_name: 'Pretend', username: 'pretend_bot' },
    chat: { id: Number(message.chatId), type: 'group', title: 'invented' },
    date: Math.floor(message.acceptedAtMs / 1000),
    text: message.text,
  };
}

function readFields(request: WorldRequest): Record<string, string> {
  if (!request.headers['content-type']?.startsWith('application/json')) {
    return Object.fromEntries(new URLSearchParams(request.body));
  }
  try {
    const parsed: unknown = JSON.parse(request.body);
    if (parsed === null || typeof parsed !== 'object') return {};
    return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
  } catch {
    return {};
  }
}

function problem(error_code: number, description: string): WorldAnswer {
  return { status: error_code, body: { ok: false, error_code, description } };
}

const refusals = {
  throttle: {
    status: 429,
    body: {
      ok: false,
      error_code: 429,
      description: `Too Many Requests: retry after ${retryAfterSeconds}`,
      parameters: { retry_after: retryAfterSeconds },
    },
  },
  'server-error': problem(502, 'Bad Gateway'),
  'access-denied': problem(403, 'Forbidden: bot was kicked from the group chat'),
} as const;
