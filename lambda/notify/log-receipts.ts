import type { ChannelReceipt } from '../../src/domain/announcement.ts';
import type { EmitEvent } from '../telemetry/emit-event.ts';

/** Which text it was: the run's, an alarm's, an announcement's; the last two may carry a nonce. */
export interface LoggedText {
  readonly about: string;
  readonly nonce: string | null;
}

/** Writes down what became of a text at each channel. */
export function logReceipts(
  emit: EmitEvent,
  { about, nonce }: LoggedText,
  receipts: readonly ChannelReceipt[],
): void {
  for (const { channel, state, messageId, error, at } of receipts) {
    const post = { about, nonce, channel, settled_at: at };
    if (state === 'failed') emit('notification_failed', { ...post, reason: error ?? 'unknown' });
    else emit('notification_sent', { ...post, state, message_id: messageId });
  }
}
