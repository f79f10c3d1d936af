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
  /** Where an operator sets `chatId`: a text names it if the group has a new id. At most 60 characters. */
  readonly chatIdSetting: string;
}

/** Telegram takes 4,096 UTF-16 units. Source: the Bot API's message limits. The rest is for the note on a new group id. */
const maxLength = 3_950;
const silentRetryMs = 1_000;

/**
 * Sends a plain text by sendMessage, in several messages if it is long. No parse_mode: an unescaped character in a
 * customer's name would make it a 400 and lose the alert. A group that was upgraded has a new id, which Telegram names in
 * its refusal: the text goes there, with a note on what to change. The receipt is the last message's. Never throws.
 */
export async function sendTelegram(
  target: TelegramTarget,
  text: string,
  pace: Pace,
): Promise<ChannelReceipt> {
  const parts = splitText(text.toWellFormed(), maxLength);
  let movedTo: string | null = null;
  let isNoted = false;
  const attempt = async (part: string): Promise<Attempt> => {
    if (movedTo === null) {
      const answer = await sendPart(target, target.chatId, part);
      movedTo = newChatId(answer, target);
      if (movedTo === null) return judge(answer);
    }
    const noted = isNoted ? part : `${part}\n${noteOnMove(target, movedTo)}`;
    const outcome = judge(await sendPart(target, movedTo, noted));
    if (outcome.state !== 'delivered') return { ...outcome, error: movedError(movedTo, outcome.error) };
    isNoted = true;
    return outcome;
  };
  const receipt = await deliverText({ ...pace, channel: 'telegram', parts, attempt });
  if (movedTo === null || receipt.state === 'failed') return receipt;
  return { ...receipt, outdated: noteOnMove(target, movedTo) };
}

const noteOnMove = ({ chatIdSetting }: TelegramTarget, movedTo: string): string =>
  `설정 변경 / Change ${chatIdSetting} to ${movedTo}`;

const movedError = (movedTo: string, error: string): string =>
  `the group has the new id ${movedTo}, where ${error}`;

async function sendPart(target: TelegramTarget, chatId: string, text: string): Promise<JsonAnswer | null> {
  const url = `${target.baseUrl}/bot${target.botToken}/sendMessage`;
  return await postJson({ url, body: { chat_id: chatId, text } });
}

const okSchema = z.object({ ok: z.literal(true), result: z.object({ message_id: z.number() }) });
const problemSchema = z.object({
  error_code: z.number().optional().catch(undefined),
  description: z.string().optional().catch(undefined),
  parameters: z
    .object({
      retry_after: z.coerce.number().optional().catch(undefined),
      // A group's id, above 32 bits. Source: Bot API, ResponseParameters.
      migrate_to_chat_id: z
        .union([z.int(), z.string().regex(/^-?\d+$/)])
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});

function newChatId(answer: JsonAnswer | null, { chatId }: TelegramTarget): string | null {
  const id = problemSchema.safeParse(answer?.body).data?.parameters?.migrate_to_chat_id;
  return id === undefined || String(id) === chatId ? null : String(id);
}

function judge(answer: JsonAnswer | null): Attempt {
  if (!answer) return { state: 'again', error: 'no answer from Telegram', afterMs: silentRetryMs };
  const ok = okSchema.safeParse(answer.body);
  if (ok.success) return { state: 'delivered', messageId: String(ok.data.result.message_id) };
  const problem = problemSchema.safeParse(answer.body).data;
  // The code in the body is Telegram's own; the status may be that of something on the way.
  const code = problem?.error_code ?? answer.status;
  const error = `Telegram answered ${code}${problem?.description ? `: ${problem.description}` : ''}`;
  const askedSeconds = problem?.parameters?.retry_after ?? answer.retryAfterSeconds;
  const isPassing = code === 429 || code >= 500 || code < 300 || askedSeconds !== null;
  if (!isPassing) return { state: 'failed', error };
  return { state: 'again', error, afterMs: Math.max((askedSeconds ?? 0) * 1_000, silentRetryMs) };
}
