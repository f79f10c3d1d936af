import { isDeepStrictEqual } from 'node:util';
import type { Pace } from '../../src/channels/deliver-text.ts';
import { postSlack } from '../../src/channels/slack.ts';
import { sendTelegram } from '../../src/channels/telegram.ts';
import type { ChannelReceipt } from '../../src/domain/announcement.ts';
import { maskPhonesIn } from '../../src/domain/mask-phones-in.ts';
import { secretNameOf } from '../../src/monitoring/secret-names.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { withinDeadline } from '../../src/runtime/deadline.ts';
import { reasonOf } from '../run-failed.ts';
import type { BaseUrls } from '../settings/base-urls.ts';
import type { ReadSecret, ReadSecretOptions } from '../settings/secrets.ts';

export interface Channels {
  readonly readSecret: ReadSecret;
  readonly baseUrls: BaseUrls;
  readonly clock: Clock;
}

/** One text for both channels, or one for each. */
export type ChannelText = string | Readonly<Record<ChannelReceipt['channel'], string>>;

/** A text is worth this much of a run and no more, pauses included; the last answer may take 5 s beyond it. */
export const longestPostMs = 20_000;

/**
 * Posts to Telegram and Slack at once, within `withinMs`. Each fails alone, and none throws. Whoever wrote the text, a
 * phone number leaves masked.
 */
export async function postToChannels(
  channels: Channels,
  text: ChannelText,
  withinMs: number,
): Promise<readonly ChannelReceipt[]> {
  const { telegram, slack } = typeof text === 'string' ? { telegram: text, slack: text } : text;
  const { readSecret, baseUrls, clock } = channels;
  const timeMs = Math.min(withinMs, longestPostMs);
  const pace = { clock, endMonoMs: clock.monotonicMs() + timeMs };
  return await Promise.all([
    orFailed(clock, 'telegram', () =>
      withSecret(
        (options) => readSecret('telegram', options),
        pace,
        (secret) => {
          const target = {
            baseUrl: baseUrls.telegram,
            botToken: secret.bot_token,
            chatId: secret.chat_id,
            chatIdSetting: `chat_id (${secretNameOf.telegram})`,
          };
          return sendTelegram(target, maskPhonesIn(telegram), pace);
        },
      ),
    ),
    orFailed(clock, 'slack', () =>
      withSecret(
        (options) => readSecret('slack', options),
        pace,
        (secret) => {
          const target = { baseUrl: baseUrls.slack, botToken: secret.bot_token, channel: secret.channel };
          return postSlack(target, maskPhonesIn(slack), pace);
        },
      ),
    ),
  ]);
}

/**
 * Posts with the secret of a channel, and once more if the channel did not take it and the secret holds other values by
 * now: a warm process remembers the old ones for minutes, and an alarm is tried again for less.
 */
async function withSecret<Secret>(
  read: (options?: ReadSecretOptions) => Promise<Secret>,
  { clock, endMonoMs }: Pace,
  post: (secret: Secret) => Promise<ChannelReceipt>,
): Promise<ChannelReceipt> {
  const leftMs = (): number => endMonoMs - clock.monotonicMs();
  const secret = await inTime(read(), leftMs());
  const receipt = await post(secret);
  if (receipt.state !== 'failed' || leftMs() <= 0) return receipt;
  const renewed = await inTime(read({ isFresh: true }), leftMs()).catch(() => secret);
  return isDeepStrictEqual(renewed, secret) ? receipt : await post(renewed);
}

/** The SDK tries again for longer than a run may have left. */
async function inTime<Secret>(reading: Promise<Secret>, timeMs: number): Promise<Secret> {
  const read = await withinDeadline(timeMs, reading);
  if (read.state === 'in-time') return read.value;
  throw read.state === 'failed' ? read.error : new Error('its secret could not be read in time');
}

async function orFailed(
  clock: Clock,
  channel: ChannelReceipt['channel'],
  post: () => Promise<ChannelReceipt>,
): Promise<ChannelReceipt> {
  try {
    return await post();
  } catch (cause) {
    return {
      channel,
      state: 'failed',
      messageId: null,
      at: clock.now().toISOString(),
      error: reasonOf(cause),
    };
  }
}
