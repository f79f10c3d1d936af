import type { ChannelReceipt } from '../../src/domain/announcement.ts';
import type { EmitEvent } from '../telemetry/emit-event.ts';

/** Writes down what became of a text at each channel. `about` says which text: the run, an alarm, an announcement. */
export function logReceipts(emit: EmitEvent, about: string, receipts: readonly ChannelReceipt[]): void {
  for (const { channel, state, messageId, error } of receipts) {
    if (state === 'failed') emit('notification_failed', { about, channel, reason: error ?? 'unknown' });
    else emit('notification_sent', { about, channel, state, message_id: messageId });
  }
}
