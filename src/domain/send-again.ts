import { absentReason, type ClaimState } from './claim.ts';

/** What decides whether a message may be sent again. */
export interface ResendFacts {
  readonly state: string;
  readonly reason: string | null;
  readonly leaseUntilMs: number;
}

export type ResendVerdict =
  | { readonly mayResend: true }
  | { readonly mayResend: false; readonly because: string };

/**
 * How long after its lease a message in doubt may be sent again at the earliest, milliseconds. SENS's list was seen to
 * lag behind by up to 15 minutes and clocks may be 5 minutes apart; before this, an empty list proves nothing.
 */
export const resendAfterMs = 30 * 60_000;

/** Whether an operator may have a message sent again: only one in doubt that the Lambda found absent, and not too early. */
export function judgeResend(claim: ResendFacts, now: Date): ResendVerdict {
  if (claim.state !== ('IN_DOUBT' satisfies ClaimState)) {
    return { mayResend: false, because: `it is ${claim.state}: only a message in doubt can be sent again` };
  }
  if (claim.reason !== absentReason) {
    return {
      mayResend: false,
      because: "no run has found it absent from SENS's list yet: it may have been sent",
    };
  }
  const leftMs = claim.leaseUntilMs + resendAfterMs - now.getTime();
  if (leftMs <= 0) return { mayResend: true };
  const minutes = Math.ceil(leftMs / 60_000);
  return {
    mayResend: false,
    because: `SENS's list may show it late: it can be sent again in ${minutes} min`,
  };
}
