import { absentReason, type ClaimState } from './claim.ts';
import { fromKst, toKst } from './kst.ts';
import type { MessageKind } from './legacy-flag.ts';

/** What decides whether a message may be sent again. */
export interface ResendFacts {
  readonly state: string;
  readonly reason: string | null;
  readonly kind: string;
  /** When the booking begins, `YYYY-MM-DD HH:MM:SS` KST; null in claims of earlier builds. */
  readonly bookingTimeKst: string | null;
  /** False only if its POST was certainly never begun. */
  readonly isPosted: boolean;
  readonly leaseUntilMs: number;
  /** When a run last looked for it in SENS's list without success; null if none did. */
  readonly lookedAtMs: number | null;
  readonly now: Date;
}

export type ResendVerdict =
  | { readonly mayResend: true }
  | { readonly mayResend: false; readonly because: string };

/**
 * How long after its lease SENS's list must have been looked at without success, milliseconds. The list was seen to lag
 * behind by up to 15 minutes, and the clocks of the two runs may each be 5 minutes off; an earlier empty list proves
 * nothing, however long ago it was (a simulated story sent twice by that).
 */
export const lookAfterMs = 30 * 60_000;

/** Whether a message was looked for without success late enough. */
export const isAbsentForGood = ({
  leaseUntilMs,
  lookedAtMs,
}: {
  readonly leaseUntilMs: number;
  readonly lookedAtMs: number;
}) => lookedAtMs >= leaseUntilMs + lookAfterMs;

/**
 * Whether an operator may have a message sent again: one in doubt or refused, whose window is open, and of which nothing
 * was posted or SENS's list lacked it, not too early. Pure.
 */
export function judgeResend(facts: ResendFacts): ResendVerdict {
  const { state, reason, isPosted, leaseUntilMs, lookedAtMs } = facts;
  if (state === ('UNDELIVERED' satisfies ClaimState)) {
    return no(
      'it is UNDELIVERED: SENS took it and lists it as failed, so that sending it again may reach them twice',
    );
  }
  if (state !== ('IN_DOUBT' satisfies ClaimState) && state !== ('REFUSED' satisfies ClaimState)) {
    return no(`it is ${state}: only a message in doubt or a refused one can be sent again`);
  }
  const windowEnd = whenWindowEnds(facts);
  if (windowEnd !== null && facts.now > windowEnd) {
    return no(`its window ended at ${toKst(windowEnd).slice(0, 16)} KST: no run would send it`);
  }
  if (!isPosted) return { mayResend: true };
  const isLookedFor = state === 'REFUSED' ? lookedAtMs !== null : reason === absentReason;
  if (isLookedFor && lookedAtMs !== null && isAbsentForGood({ leaseUntilMs, lookedAtMs })) {
    return { mayResend: true };
  }
  const at = toKst(new Date(leaseUntilMs + lookAfterMs)).slice(11, 16);
  return no(
    state === 'REFUSED' || isLookedFor
      ? `SENS's list may show it late: a run must still look for it at ${at} KST or later and not find it`
      : "no run has found it absent from SENS's list yet: it may have been sent",
  );
}

/** An event message can be due for days after its visit, as the rules say; the run decides whether it still is. */
function whenWindowEnds({ kind, bookingTimeKst }: ResendFacts): Date | null {
  return kind === ('event' satisfies MessageKind) ? null : fromKst(bookingTimeKst ?? '');
}

const no = (because: string): ResendVerdict => ({ mayResend: false, because });
