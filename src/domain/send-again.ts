import { absentReason, type ClaimState } from './claim.ts';
import { toKst } from './kst.ts';

/** What decides whether a message may be sent again. */
export interface ResendFacts {
  readonly state: string;
  readonly reason: string | null;
  readonly leaseUntilMs: number;
  /** Of an absent message: when a run last looked for it in vain. */
  readonly lookedAtMs: number;
}

export type ResendVerdict =
  | { readonly mayResend: true }
  | { readonly mayResend: false; readonly because: string };

/**
 * How long after its lease SENS's list must have been looked at in vain, milliseconds. The list was seen to lag behind by
 * up to 15 minutes, and the clocks of the two runs may each be 5 minutes off; an earlier empty list proves nothing,
 * however long ago it was (a simulated story sent twice by that).
 */
export const lookAfterMs = 30 * 60_000;

/** Whether a message was looked for in vain late enough. */
export const isAbsentForGood = ({
  leaseUntilMs,
  lookedAtMs,
}: Pick<ResendFacts, 'leaseUntilMs' | 'lookedAtMs'>) => lookedAtMs >= leaseUntilMs + lookAfterMs;

/** Whether an operator may have a message sent again: only one in doubt that a run found absent, and not too early. */
export function judgeResend(claim: ResendFacts): ResendVerdict {
  if (claim.state !== ('IN_DOUBT' satisfies ClaimState)) {
    return { mayResend: false, because: `it is ${claim.state}: only a message in doubt can be sent again` };
  }
  if (claim.reason !== absentReason) {
    return {
      mayResend: false,
      because: "no run has found it absent from SENS's list yet: it may have been sent",
    };
  }
  if (isAbsentForGood(claim)) return { mayResend: true };
  const at = toKst(new Date(claim.leaseUntilMs + lookAfterMs)).slice(11, 16);
  return {
    mayResend: false,
    because: `SENS's list may show it late: a run must still look for it in vain at ${at} KST or later`,
  };
}
