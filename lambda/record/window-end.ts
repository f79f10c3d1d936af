import { fromKst } from '../../src/domain/kst.ts';
import type { MessageKind } from '../messages/due-message.ts';

const dayMs = 24 * 60 * 60_000;

export interface MessageWindow {
  readonly kind: MessageKind;
  /** When the booking begins, `YYYY-MM-DD HH:MM:SS` KST; null in claims of earlier builds. */
  readonly bookingTimeKst: string | null;
  /** Counts where the booking's time is not known. */
  readonly claimedAt: Date;
}

/** After this moment nobody may send the message any more. An event message can be due as long as its booking is read. */
export function windowEnd(message: MessageWindow, completedDaysBack: number): Date {
  const startsAt = fromKst(message.bookingTimeKst ?? '');
  if (startsAt && message.kind !== 'event') return startsAt;
  const begins = startsAt ?? message.claimedAt;
  return new Date(begins.getTime() + completedDaysBack * dayMs);
}
