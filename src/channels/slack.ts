import * as z from 'zod';
import type { ChannelReceipt } from '../domain/announcement.ts';
import { type Attempt, deliverText, type Pace } from './deliver-text.ts';
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
export function postSlack(target: SlackTarget, text: string, pace: Pace): Promise<ChannelReceipt> {
  // Escaped after the cut: a cut inside `&amp;` would show its halves as text.
  const parts = splitText(text.toWellFormed(), maxLength, (part) => escapeText(part).length);
  return deliverText({ ...pace, channel: 'slack', parts, attempt: (part) => postPart(target, part) });
}

/** Without this a customer's name could mention a whole channel (`<!channel>`) or plant a link. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

async function postPart(target: SlackTarget, text: string): Promise<Attempt> {
  const answer = await postJson({
    url: `${target.baseUrl}/chat.postMessage`,
    headers: { authorization: `Bearer ${target.botToken}` },
    body: { channel: target.channel, text: escapeText(text), mrkdwn: false, unfurl_links: false },
  });
  return judge(answer);
}

const okSchema = z.object({ ok: z.literal(true), ts: z.string() });
const problemSchema = z.object({
  error: z.string().optional().catch(undefined),
  retry_after: z.coerce.number().optional().catch(undefined),
});
/**
 * Errors that a later attempt may not meet, without underscores: Slack spells some with and without. It gives most of
 * them with HTTP 200. Source: the error lists of chat.postMessage and of Slack's other methods.
 */
const passing = new Set([
  'ratelimited',
  'messagelimitexceeded',
  'internalerror',
  'internalservererror',
  'servererror',
  'fatalerror',
  'serviceunavailable',
  'servicetimeout',
  'requesttimeout',
  'timeout',
  'tryagain',
  'rolluperror',
  // The workspace is being moved, and answers now and then meanwhile.
  'teamaddedtoorg',
  'orgloginrequired',
]);

const isPassing = (error: string): boolean => passing.has(error.toLowerCase().replaceAll(/[_\s-]/g, ''));

function judge(answer: JsonAnswer | null): Attempt {
  if (!answer) return { state: 'again', error: 'no answer from Slack', afterMs: silentRetryMs };
  const ok = okSchema.safeParse(answer.body);
  if (ok.success) return { state: 'delivered', messageId: ok.data.ts };
  const body = problemSchema.safeParse(answer.body).data;
  const problem = body?.error;
  const error = `Slack answered ${answer.status}${problem ? `: ${problem}` : ''}`;
  const askedSeconds = answer.retryAfterSeconds ?? body?.retry_after ?? null;
  const mayPass =
    answer.status === 429 ||
    answer.status >= 500 ||
    askedSeconds !== null ||
    problem === undefined ||
    isPassing(problem);
  if (!mayPass) return { state: 'failed', error };
  return { state: 'again', error, afterMs: Math.max((askedSeconds ?? 0) * 1_000, silentRetryMs) };
}
