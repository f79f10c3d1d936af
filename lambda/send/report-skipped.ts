import { claimFields } from '../claim/claim-fields.ts';
import type { DueMessage } from '../messages/due-message.ts';
import type { DeliveryTools } from './delivery-tools.ts';
import type { SendEnd } from './send-end.ts';

/** Logs why a due message was not this run's to send. */
export function reportSkipped(tools: Pick<DeliveryTools, 'emit'>, message: DueMessage, end: SendEnd): void {
  if (end.state !== 'skipped') return;
  const { bookingNum: booking_num, kind, phone } = message;
  tools.emit('send_skipped', { ...claimFields({ booking_num, kind, phone }), reason: end.reason });
}
