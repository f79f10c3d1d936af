import { claimFields } from '../claim/claim-fields.ts';
import type { DeliveryTools } from './delivery-tools.ts';
import type { Comparable } from './refusal-streak.ts';
import type { SendEnd } from './send-end.ts';

/** Why a run sent no further message. */
export type DeliveryEnding =
  | { readonly why: 'complete' }
  | {
      /** `account`: SENS takes nothing from us until somebody acts. `throttled`: SENS asked to wait for too long. */
      readonly why: 'stopped' | 'time' | 'throttled' | 'account' | 'unanswered';
      readonly reason: string;
    }
  /** A table could not be read or written: the run has failed. */
  | { readonly why: 'failed'; readonly reason: string; readonly cause: unknown };

/**
 * So many sends in a row without a definite answer, and SENS is failing: going on would put every due message in doubt,
 * and each of those needs a person afterwards.
 */
const maxUnanswered = 3;

export const isUnanswered = ({ state }: SendEnd): boolean => state === 'in-doubt' || state === 'released';

/** Why no further message is tried after this one; null to go on. `unanswered`: such ends in a row, this one included. */
export function endingAfter(end: SendEnd, unanswered: number): DeliveryEnding | null {
  if (end.state === 'in-doubt' && end.cause !== undefined) return failure(end.cause);
  if (end.state === 'forbidden') return { why: 'stopped', reason: end.reason };
  if (end.state === 'released' && end.cause === 'account') return accountEnding(end.reason, 'nothing');
  if (end.state === 'released' && end.cause === 'throttled') {
    return { why: 'throttled', reason: `${end.reason}, for longer than this run can wait` };
  }
  if (end.state === 'in-doubt' && end.isAboutAccount) return accountEnding(end.reason, '1 message');
  if (unanswered < maxUnanswered) return null;
  return { why: 'unanswered', reason: `${unanswered} sends in a row got no definite answer from SENS` };
}

/** Puts the refused messages of the streak in doubt, so that they are sent later. Never throws: the run ends anyway. */
export async function reopenStreak(
  tools: DeliveryTools,
  ends: readonly Comparable[],
): Promise<DeliveryEnding> {
  const [first] = ends;
  const reason = `${first?.reason ?? 'SENS refused'}, as it did to the messages next to it`;
  for (const end of ends) {
    if (end.state !== 'refused') continue;
    tools.emit('send_in_doubt', { ...claimFields(end.claim), reason });
    const settlement = { event: 'reopen', reason, isNotTaken: true } as const;
    try {
      await tools.store.settle(end.claim, settlement, tools.now());
    } catch (cause) {
      return failure(cause);
    }
  }
  return accountEnding(first?.reason ?? '', `${ends.length} messages`);
}

/** One clear sentence, what is true now, and the next command: it is the run's failure. */
function accountEnding(reason: string, inDoubt: string): DeliveryEnding {
  const now =
    inDoubt === 'nothing'
      ? 'no message was refused, and all that are due wait'
      : `${inDoubt} in doubt until SENS's list shows whether it took them, and the others wait`;
  return {
    why: 'account',
    reason: `SENS refuses our account or setting: ${reason}; ${now}. Check the service id and keys in secret naver-sms-automation/sens-credentials and the SENS console, then: naver-sms preflight`,
  };
}

/** A name is enough for the log: messages of the SDK may quote what was written. */
export function failure(cause: unknown): DeliveryEnding {
  return { why: 'failed', reason: cause instanceof Error ? cause.name : 'unknown error', cause };
}
