import type { ApprovalItem } from '../../src/domain/control-item.ts';
import { claimFields } from '../claim/claim-fields.ts';
import type { DueMessage } from '../messages/due-message.ts';
import type { DeliveryTools } from './delivery-tools.ts';
import type { SendEnd } from './send-end.ts';
import { sendOne } from './send-one.ts';
import { throttleWaitMs } from './throttle.ts';

export interface SendOrder {
  readonly message: DueMessage;
  readonly approval: ApprovalItem;
  readonly pace: () => Promise<void>;
}

/**
 * Sends one message, and after a 429 waits and tries it again while the run has time: each try claims it anew and proves
 * anew that it may be sent. Once more, with keys read anew, if SENS refuses our keys. Throws as sendOne does.
 */
export async function sendOrWait(
  tools: DeliveryTools,
  { message, approval, pace }: SendOrder,
): Promise<SendEnd> {
  let hasRenewed = false;
  for (let throttled = 0; ; ) {
    const end = await sendOne(tools, message, approval);
    if (end.state !== 'released') return end;
    if (end.cause === 'account' && !hasRenewed && (await tools.sens.renewKeys())) {
      hasRenewed = true;
    } else if (end.cause === 'throttled') {
      throttled += 1;
      const { retryAfterMs, reason } = end;
      const waitMs = throttleWaitMs({ retryAfterMs, inARow: throttled, runLeftMs: tools.remainingMs() });
      if (waitMs === null) return end;
      const { bookingNum: booking_num, kind, phone } = message;
      tools.emit('send_throttled', { ...claimFields({ booking_num, kind, phone }), reason, wait_ms: waitMs });
      await tools.sleep(waitMs);
    } else return end;
    await pace();
    if (!tools.mayClaim()) return end;
  }
}
