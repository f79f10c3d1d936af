import type { ApprovalItem } from '../../src/domain/control-item.ts';
import type { DueMessage } from '../messages/due-message.ts';
import {
  countEnd,
  countReopened,
  type DeliveryCounts,
  noCounts,
  skippedWithoutClaim,
} from './delivery-counts.ts';
import { type DeliveryEnding, endingAfter, failure, isUnanswered, reopenStreak } from './delivery-ending.ts';
import type { DeliveryTools } from './delivery-tools.ts';
import { pacer } from './pacer.ts';
import { watchRefusals } from './refusal-streak.ts';
import { reportSkipped } from './report-skipped.ts';
import { retriedLast } from './retried-last.ts';
import { sendOrWait } from './send-or-wait.ts';
import { inSendOrder } from './send-order.ts';

export interface DeliveryOrder {
  readonly due: readonly DueMessage[];
  /** The approval that the run began with: each send proves that it still stands. */
  readonly approval: ApprovalItem;
  /** Least time between the beginnings of two sends, milliseconds. */
  readonly minGapMs: number;
}

/** What became of the due messages: each is in exactly one of the counts, or postponed. */
export interface DeliveryReport extends Omit<DeliveryCounts, 'withoutClaim'> {
  /** Not attempted, or attempted without success before the claim: still due in the next run. */
  readonly postponed: number;
  /** What has no claim: not attempted, or without success before the claim; the most urgent first. */
  readonly unclaimed: readonly DueMessage[];
  readonly ended: DeliveryEnding;
}

/**
 * Sends the due messages one after the other, the most urgent first, until all are done, time is short, a stop is set
 * or SENS takes none. Never throws: what failed is in the report, with what was sent before.
 */
export async function deliver(tools: DeliveryTools, order: DeliveryOrder): Promise<DeliveryReport> {
  const attempts: Attempts = { counts: noCounts(), messages: inSendOrder(order.due), tried: 0 };
  const ended = await sendAll(tools, order, attempts).catch(failure);
  const { withoutClaim, ...counts } = attempts.counts;
  const unclaimed = [...withoutClaim, ...attempts.messages.slice(attempts.tried)];
  const postponed = unclaimed.length - skippedWithoutClaim(attempts.counts);
  if (ended.why !== 'complete') tools.emit('send_stopped', { reason: ended.reason, postponed });
  return { ...counts, postponed, unclaimed, ended };
}

interface Attempts {
  readonly counts: DeliveryCounts;
  messages: readonly DueMessage[];
  tried: number;
}

/** Notes each attempt before anything can throw. */
async function sendAll(
  tools: DeliveryTools,
  { approval, minGapMs }: DeliveryOrder,
  attempts: Attempts,
): Promise<DeliveryEnding> {
  const { counts } = attempts;
  attempts.messages = await retriedLast(tools, attempts.messages);
  const pace = pacer(tools, minGapMs);
  const streak = watchRefusals();
  let unanswered = 0;
  for (const message of attempts.messages) {
    await pace();
    if (!tools.mayClaim()) return { why: 'time', reason: 'the run has too little time left' };
    attempts.tried += 1;
    const end = await sendOrWait(tools, { message, approval, pace }).catch((cause: unknown) => {
      counts.withoutClaim.push(message);
      throw cause;
    });
    countEnd(counts, message, end);
    reportSkipped(tools, message, end);
    const alike = streak.add(end);
    if (alike) {
      countReopened(counts, alike);
      return await reopenStreak(tools, alike);
    }
    unanswered = isUnanswered(end) ? unanswered + 1 : 0;
    const ended = endingAfter(end, unanswered);
    if (ended) return ended;
  }
  return { why: 'complete' };
}
