import { postSlack } from '../../src/channels/slack.ts';
import { sendTelegram } from '../../src/channels/telegram.ts';
import type { ChannelReceipt } from '../../src/domain/announcement.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { reasonOf } from '../run-failed.ts';
import type { BaseUrls } from '../settings/base-urls.ts';
import type { ReadSecret } from '../settings/secrets.ts';

export interface Channels {
  readonly readSecret: ReadSecret;
  readonly baseUrls: BaseUrls;
  readonly clock: Clock;
}

/** One text for both channels, or one for each. */
export type ChannelText = string | Readonly<Record<ChannelReceipt['channel'], string>>;

/** Posts to Telegram and Slack at once. Each fails alone, and none throws. */
export async function postToChannels(
  channels: Channels,
  text: ChannelText,
): Promise<readonly ChannelReceipt[]> {
  const texts = typeof text === 'string' ? { telegram: text, slack: text } : text;
  const { readSecret, baseUrls, clock } = channels;
  return await Promise.all([
    orFailed(clock, 'telegram', async () => {
      const secret = await readSecret('telegram');
      const target = { baseUrl: baseUrls.telegram, botToken: secret.bot_token, chatId: secret.chat_id };
      return await sendTelegram(target, texts.telegram, clock);
    }),
    orFailed(clock, 'slack', async () => {
      const secret = await readSecret('slack');
      const target = { baseUrl: baseUrls.slack, botToken: secret.bot_token, channel: secret.channel };
      return await postSlack(target, texts.slack, clock);
    }),
  ]);
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
