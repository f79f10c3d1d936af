import type { MissedMessage } from '../messages/due-message.ts';
import { claimFields } from './claim-fields.ts';
import type { DeliveryTools } from './delivery-tools.ts';

/** Records messages whose window passed without a send, each once, and says so. Returns how many were new. */
export async function recordMissed(tools: DeliveryTools, missed: readonly MissedMessage[]): Promise<number> {
  let count = 0;
  for (const message of missed) {
    if (!(await tools.store.miss(message, tools.now()))) continue;
    const subject = { booking_num: message.bookingNum, kind: message.kind, phone: message.phone };
    tools.emit('send_missed', { ...claimFields(subject), reason: message.reason });
    count += 1;
  }
  return count;
}
