import pLimit from 'p-limit';
import { claimFields } from '../claim/claim-fields.ts';
import type { DueMessage } from '../messages/due-message.ts';
import type { DeliveryTools } from '../send/delivery-tools.ts';
import { windowEnd } from './window-end.ts';

export interface UnclaimedOrder {
  /** Due, and nobody's yet; the most urgent first. */
  readonly messages: readonly DueMessage[];
  /** Why the run did not come to them. */
  readonly reason: string;
  /** Sending ended until a person acts: then nobody knows when the next run may send. */
  readonly isHalted: boolean;
  readonly completedDaysBack: number;
}

/**
 * A message whose window ends within this may have no other run, milliseconds. A guide is due for two hours; if the runs
 * after this one fail for an hour and a rollback follows, what is not written down is lost in silence (a simulated story).
 */
const atRiskMs = 120 * 60_000;
/** What one run writes down at most: more would crowd the index that every run reads. */
const maxPostponed = 500;
const writesAtOnce = 16;
/**
 * A rollback waits for the run to end, and a run that is short of time needs the rest of its last 15 seconds for its
 * summary, milliseconds.
 */
const longestMs = 5_000;

/**
 * Writes down which due messages nobody took, so that a later run, in whatever mode, sends them, finds that the legacy
 * function did, or tells that they were missed. Sends nothing, and so is done after a stop too. Returns how many it wrote.
 * Throws where a message at risk could not be written down: such a run has failed.
 */
export async function postponeUnclaimed(tools: DeliveryTools, order: UnclaimedOrder): Promise<number> {
  const untilMs = tools.now().getTime() + atRiskMs;
  const isAtRisk = ({ kind, bookingTimeKst }: DueMessage): boolean => {
    const claimedAt = tools.now();
    return windowEnd({ kind, bookingTimeKst, claimedAt }, order.completedDaysBack).getTime() <= untilMs;
  };
  const atRisk = order.messages.filter(isAtRisk);
  const others = order.isHalted ? order.messages.filter((message) => !isAtRisk(message)) : [];
  const written = await writeDown(tools, [...atRisk, ...others].slice(0, maxPostponed), order.reason);
  const unwritten = atRisk.length - Math.min(written.tried, atRisk.length);
  if (written.cause !== null) throw written.cause;
  if (unwritten > 0) throw new Error(`${unwritten} messages whose window may pass could not be written down`);
  return written.count;
}

interface Written {
  readonly tried: number;
  readonly count: number;
  readonly cause: unknown;
}

async function writeDown(
  tools: DeliveryTools,
  messages: readonly DueMessage[],
  reason: string,
): Promise<Written> {
  const startedMs = tools.now().getTime();
  const written = { tried: 0, count: 0, cause: null as unknown };
  const hasTime = (): boolean => tools.now().getTime() < startedMs + longestMs;
  const limit = pLimit(writesAtOnce);
  const writeOne = async (message: DueMessage): Promise<void> => {
    // Where one write fails, the table is not well, and five hundred more would wait for it.
    if (written.cause !== null || !hasTime()) return;
    try {
      const isNew = await tools.store.postpone(message, reason, tools.now());
      written.tried += 1;
      if (!isNew) return;
      written.count += 1;
      const { bookingNum: booking_num, kind, phone } = message;
      tools.emit('send_released', { ...claimFields({ booking_num, kind, phone }), reason });
    } catch (cause) {
      written.cause ??= cause ?? new Error('a write failed');
    }
  };
  await Promise.all(messages.map((message) => limit(() => writeOne(message))));
  return written;
}
