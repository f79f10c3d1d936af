import * as z from 'zod';
import type { Neighbour, WorldAnswer, WorldRequest } from './world-request.ts';

export interface SlackMessage {
  readonly ts: string;
  readonly channel: string;
  readonly text: string;
  readonly acceptedAtMs: number;
}

export interface SlackOptions {
  readonly botToken: string;
  readonly channel: string;
}

const postSchema = z.object({ channel: z.string(), text: z.string().min(1) });
const retryAfterSeconds = 2;

/** The pretend Slack Web API: chat.postMessage with a bearer token, receipts by ts. Refusals are 200 with ok: false. */
export function createSlack(
  options: SlackOptions,
): Neighbour & { readonly messages: readonly SlackMessage[] } {
  const messages: SlackMessage[] = [];
  return {
    name: 'slack',
    messages,
    operationOf: (request) =>
      request.path === '/chat.postMessage' && request.method === 'POST' ? 'chat.postMessage' : null,
    handle: (request) => {
      const authorization = request.headers.authorization;
      if (!authorization) return refusal('not_authed');
      if (authorization !== `Bearer ${options.botToken}`) return refusal('invalid_auth');
      return accept(request, options, messages);
    },
    refuse: (reason) => refusals[reason],
  };
}

function accept(request: WorldRequest, options: SlackOptions, messages: SlackMessage[]): WorldAnswer {
  const post = postSchema.safeParse(readFields(request));
  if (!post.success) return refusal('no_text');
  if (post.data.channel !== options.channel) return refusal('channel_not_found');
  const counter = String(messages.length + 1).padStart(6, '0');
  const message = {
    ts: `${Math.floor(request.nowMs / 1000)}.${counter}`,
    channel: post.data.channel,
    text: post.data.text,
    acceptedAtMs: request.nowMs,
  };
  if (!request.isUndeliverable) messages.push(message);
  const { ts, channel, text } = message;
  return { status: 200, body: { ok: true, channel, ts, message: { type: 'message', text, ts } } };
}

function readFields(request: WorldRequest): unknown {
  if (!request.headers['content-type']?.startsWith('application/json')) {
    return Object.fromEntries(new URLSearchParams(request.body));
  }
  try {
    return JSON.parse(request.body);
  } catch {
    return null;
  }
}

function refusal(error: string): WorldAnswer {
  return { status: 200, body: { ok: false, error } };
}

const refusals = {
  throttle: {
    status: 429,
    headers: { 'retry-after': String(retryAfterSeconds) },
    body: { ok: false, error: 'ratelimited' },
  },
  'server-error': { status: 500, body: { ok: false, error: 'internal_error' } },
  'access-denied': refusal('invalid_auth'),
} as const;
