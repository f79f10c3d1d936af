import type { DueMessage, MessageKind } from '../messages/due-message.ts';

/** Within a booking: the confirmation creates the row that the guide's flag is set in. */
const kindRank: Readonly<Record<MessageKind, number>> = { confirm: 0, guide: 1, event: 2 };

/**
 * The order of sending, the same for the same messages however they came: what is most urgent first, so that a run that
 * ends early leaves what can wait. Event messages can wait until the next evening; of the rest, the next booking leads.
 */
export function inSendOrder(messages: readonly DueMessage[]): readonly DueMessage[] {
  return [...messages].sort(
    (left, right) =>
      Number(left.kind === 'event') - Number(right.kind === 'event') ||
      compareText(left.bookingTimeKst, right.bookingTimeKst) ||
      compareText(left.bookingNum, right.bookingNum) ||
      compareText(left.phone, right.phone) ||
      kindRank[left.kind] - kindRank[right.kind],
  );
}

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
