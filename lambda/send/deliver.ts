import type { ApprovalItem } from '../../src/domain/control-item.ts';
import type { DueMessage } from '../messages/due-message.ts';
import type { DeliveryTools } from './delivery-tools.ts';
import { type SendEnd, sendOne } from './send-one.ts';
import { inSendOrder } from './send-order.ts';

export interface DeliveryOrder {
  readonly due: readonly DueMessage[];
  /** The approval that the run began with: each send proves that it still stands. */
  readonly approval: ApprovalItem;
  /** Least time between the beginnings of two sends, milliseconds. */
  readonly minGapMs: number;
}

export interface DeliveryReport {
  readonly accepted: number;
  readonly refused: number;
  readonly inDoubt: number;
  readonly released: number;
  /** Another run has them, or they were settled before. */
  readonly taken: number;
  /** Their row is no longer as the rules saw it. */
  readonly rowChanged: number;
  /** Not attempted, or attempted without success before the claim: still due in the next run. */
  readonly postponed: number;
  /** What no claim may stand for: not tried, or tried in vain before the claim; the most urgent first. */
  readonly unclaimed: readonly DueMessage[];
  readonly ended: DeliveryEnding;
}

export type DeliveryEnding =
  | { readonly why: 'complete' }
  | { readonly why: 'stopped' | 'time' | 'key-refused' | 'unanswered'; readonly reason: string }
  /** A table could not be read or written: the run has failed. */
  | { readonly why: 'failed'; readonly reason: string; readonly cause: unknown };

/**
 * So many sends in a row without a definite answer, and SENS is not well: going on would put every due message in doubt,
 * and each of those needs a person afterwards.
 */
const maxUnanswered = 3;

/**
 * Sends the due messages one after the other, the most urgent first, until all are done, time is short, a stop is set
 * or SENS is not well. Never throws: what failed is in the report, beside what was sent before.
 */
export async function deliver(tools: DeliveryTools, order: DeliveryOrder): Promise<DeliveryReport> {
  const counts = { accepted: 0, refused: 0, inDoubt: 0, released: 0, taken: 0, rowChanged: 0 };
  const messages = inSendOrder(order.due);
  const pace = pacer(tools, order.minGapMs);
  const withoutClaim: DueMessage[] = [];
  let unanswered = 0;
  let tried = 0;
  const finish = (ended: DeliveryEnding): DeliveryReport => {
    const unclaimed = [...withoutClaim, ...messages.slice(tried)];
    const postponed = unclaimed.length - counts.rowChanged;
    if (ended.why !== 'complete') tools.emit('send_stopped', { reason: ended.reason, postponed });
    return { ...counts, postponed, unclaimed, ended };
  };
  for (const message of messages) {
    await pace();
    if (!tools.mayClaim()) return finish({ why: 'time', reason: 'the run has too little time left' });
    tried += 1;
    let end: SendEnd;
    try {
      end = await sendOne(tools, message, order.approval);
    } catch (cause) {
      withoutClaim.push(message);
      return finish(failure(cause));
    }
    counts[counterOf[end.state]] += 1;
    if (end.state === 'row-changed') withoutClaim.push(message);
    unanswered = end.state === 'in-doubt' || end.state === 'released' ? unanswered + 1 : 0;
    const ended = endingAfter(end, unanswered);
    if (ended) return finish(ended);
  }
  return finish({ why: 'complete' });
}

const counterOf = {
  accepted: 'accepted',
  refused: 'refused',
  'in-doubt': 'inDoubt',
  released: 'released',
  forbidden: 'released',
  skipped: 'taken',
  'row-changed': 'rowChanged',
} as const satisfies Record<SendEnd['state'], string>;

/** Why no further message is tried after this one; null to go on. */
function endingAfter(end: SendEnd, unanswered: number): DeliveryEnding | null {
  if (end.state === 'in-doubt' && end.cause !== undefined) return failure(end.cause);
  if (end.state === 'forbidden') return { why: 'stopped', reason: end.reason };
  if (end.state === 'released' && end.isAboutTheKey) {
    return { why: 'key-refused', reason: `SENS refuses our key: ${end.reason}` };
  }
  if (unanswered < maxUnanswered) return null;
  return { why: 'unanswered', reason: `${unanswered} sends in a row got no definite answer from SENS` };
}

function pacer(tools: DeliveryTools, minGapMs: number): () => Promise<void> {
  let lastMs: number | null = null;
  return async () => {
    const waitMs = lastMs === null ? 0 : lastMs + minGapMs - tools.now().getTime();
    if (waitMs > 0) await tools.sleep(waitMs);
    lastMs = tools.now().getTime();
  };
}

/** A name is enough for the log: messages of the SDK may quote what was written. */
function failure(cause: unknown): DeliveryEnding {
  return { why: 'failed', reason: cause instanceof Error ? cause.name : 'unknown error', cause };
}
