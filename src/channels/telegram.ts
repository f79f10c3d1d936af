import * as z from 'zod';
import type { ChannelReceipt } from '../domain/announcement.ts';
import { type Attempt, deliverText, type Pace } from './deliver-text.ts';
import { type JsonAnswer, postJson } from './post-json.ts';
import { splitText } from './split-text.ts';

export interface TelegramTarget {
  /** https://api.telegram.org, or the pretend one. */
  readonly baseUrl: string;
  readonly botToken: string;
  readonly chatId: string;
}

/** Telegram takes 4,096 UTF-16 units. Source: the Bot API's message limits. */
const maxLength = 4_000;
const silentRetryMs = 1_000;

/**
 * Sends a plain text by sendMessage, in several messages where it is long. No parse_mode: an unescaped character in a
 * customer's name would make it a 400 and lose the alert. The receipt is the last message's. Never throws.
 */
export function sendTelegram(target: TelegramTarget, text: string, pace: Pace): Promise<ChannelReceipt> {
  const parts = splitText(text.toWellFormed(), maxLength);
  return deliverText({ ...pace, channel: 'telegram', parts, attempt: (part) => sendPart(target, part) });
}

async function sendPart(target: TelegramTarget, text: string): Promise<Attempt> {
  const url = `${target.baseUrl}/bot${target.botToken}/sendMessage`;
  return judge(await postJson({ url, body: { chat_id: target.chatId, text } }));
}

const okSchema = z.object({ ok: z.literal(true), result: z.object({ message_id: z.number() }) });
const problemSchema = z.object({
  description: z.string().optional(),
  parameters: z.object({ retry_after: z.number().optional() }).optional(),
});

function judge(answer: JsonAnswer | null): Attempt {
  if (!answer) return { state: 'again', error: 'no answer from Telegram', afterMs: silentRetryMs };
  const ok = okSchema.safeParse(answer.body);
  if (ok.success) return { state: 'delivered', messageId: String(ok.data.result.message_id) };
  const problem = problemSchema.safeParse(answer.body).data;
  const error = `Telegram answered ${answer.status}${problem?.description ? `: ${problem.description}` : ''}`;
  if (answer.status === 429) {
    const askedMs = (problem?.parameters?.retry_after ?? answer.retryAfterSeconds ?? 0) * 1_000;
    return { state: 'again', error, afterMs: Math.max(askedMs, silentRetryMs) };
  }
  if (answer.status >= 500 || answer.status === 200) return { state: 'again', error, afterMs: silentRetryMs };
  return { state: 'failed', error };
}
