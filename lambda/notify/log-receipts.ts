import type { ChannelReceipt } from '../../src/domain/announcement.ts';
import type { EmitEvent } from '../telemetry/emit-event.ts';

/** Which text it was: the run's, an alarm's, an announcement's; the last two may carry a nonce. */
export interface LoggedText {
  readonly about: string;
  readonly nonce: string | null;
}

/** Logs what became of a text at each channel, and which setting of a channel an operator must change. */
export function logReceipts(
  emit: EmitEvent,
  { about, nonce }: LoggedText,
  receipts: readonly ChannelReceipt[],
): void {
  for (const { channel, state, messageId, error, at, outdated } of receipts) {
    const post = { about, nonce, channel, settled_at: at };
    if (state === 'failed') emit('notification_failed', { ...post, reason: error ?? 'unknown' });
    else emit('notification_sent', { ...post, state, message_id: messageId });
    if (outdated !== undefined) emit('channel_outdated', { channel, reason: outdated });
  }
}
