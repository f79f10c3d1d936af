import * as z from 'zod';
import type { ChannelReceipt } from '../domain/announcement.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Attempt, deliverText } from './deliver-text.ts';
import { type JsonAnswer, postJson } from './post-json.ts';
import { splitText } from './split-text.ts';

export interface SlackTarget {
  /** https://slack.com/api, or the pretend one. */
  readonly baseUrl: string;
  readonly botToken: string;
  readonly channel: string;
}

/** Slack cuts texts above 40,000 characters and advises 4,000. Source: chat.postMessage. */
const maxLength = 4_000;
const silentRetryMs = 1_000;

/**
 * Posts a text by chat.postMessage, whose `ts` is the proof (a webhook answers only "ok"). The receipt is the last
 * message's. Never throws.
 */
export async function postSlack(target: SlackTarget, text: string, clock: Clock): Promise<ChannelReceipt> {
  // Escaped after the cut: a cut inside `&amp;` would show its halves as text.
  const [first, ...rest] = splitText(text.toWellFormed(), maxLength, (part) => escapeText(part).length);
  let receipt = await postPart(target, first, clock);
  for (const part of rest) {
    if (receipt.state === 'failed') return receipt;
    receipt = await postPart(target, part, clock);
  }
  return receipt;
}

/** Without this a customer's name could mention a whole channel (`<!channel>`) or plant a link. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function postPart(target: SlackTarget, text: string, clock: Clock): Promise<ChannelReceipt> {
  const post = {
    url: `${target.baseUrl}/chat.postMessage`,
    headers: { authorization: `Bearer ${target.botToken}` },
    body: { channel: target.channel, text: escapeText(text), mrkdwn: false, unfurl_links: false },
  };
  return deliverText({ channel: 'slack', clock, attempt: async () => judge(await postJson(post)) });
}

const okSchema = z.object({ ok: z.literal(true), ts: z.string() });
const problemSchema = z.object({ error: z.string() });
/** Errors of Slack that a later attempt may not meet. */
const passing = new Set([
  'ratelimited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
]);

function judge(answer: JsonAnswer | null): Attempt {
  if (!answer) return { state: 'again', error: 'no answer from Slack', afterMs: silentRetryMs };
  const ok = okSchema.safeParse(answer.body);
  if (ok.success) return { state: 'delivered', messageId: ok.data.ts };
  const problem = problemSchema.safeParse(answer.body).data?.error;
  const error = `Slack answered ${answer.status}${problem ? `: ${problem}` : ''}`;
  const isPassing = answer.status === 429 || answer.status >= 500 || !problem || passing.has(problem);
  if (!isPassing) return { state: 'failed', error };
  const seconds = answer.retryAfterSeconds;
  return { state: 'again', error, afterMs: seconds === null ? silentRetryMs : seconds * 1_000 };
}
