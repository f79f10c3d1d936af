import type { Claim } from '../claim/claim-item.ts';
import type { DeliveryTools } from '../send/delivery-tools.ts';
import type { ListReading } from '../send/sens-list.ts';
import { requestWindow } from './match-messages.ts';

/** Looks for the messages of claims in SENS's list, for as long as a run has time for it. */
export interface ListLookup {
  /** The list for this claim; null if it was not read, since this one or an earlier one could not be, or time is up. */
  ask(claim: Claim): Promise<ListReading | null>;
  /** Why a list was not read, or not completely; null if all were. */
  readonly unread: string | null;
}

/** Settling comes before all sending; a list that hangs must not use up the time of the run, milliseconds. */
const longestMs = 30_000;
/** Of a run that has little time left, settling takes at most this part. */
const partOfRun = 4;
/** Questions to SENS in one run. Claims beyond it are asked for in the next run. */
const maxLookups = 50;

/** A lookup that begins now. It ends at the first list that cannot be read: the next would end the same way. */
export function createListLookup(tools: DeliveryTools): ListLookup {
  const untilMs = tools.now().getTime() + Math.min(longestMs, tools.remainingMs() / partOfRun);
  let unread: string | null = null;
  let isOver = false;
  let asked = 0;
  const report = (reason: string): void => {
    if (unread === null) tools.emit('sens_list_unread', { reason });
    unread ??= reason;
  };
  return {
    get unread() {
      return unread;
    },
    ask: async (claim) => {
      const withinMs = untilMs - tools.now().getTime();
      if (isOver || asked >= maxLookups || withinMs <= 0) return null;
      asked += 1;
      try {
        const to = claim.phone.replaceAll(/\D/g, '');
        const reading = await tools.sens.list(
          { ...requestWindow(claim), to },
          { withContent: true, withinMs },
        );
        if (reading.gap !== null) report(reading.gap);
        return reading;
      } catch (cause) {
        isOver = true;
        // Errors of the SENS client are our own sentences.
        report(cause instanceof Error ? cause.message : "SENS's list was not read");
        return null;
      }
    },
  };
}
