import * as z from 'zod';
import { type Claim, readClaim } from './claim-item.ts';

/** A claim that is there and cannot be read: nobody sends its message, and nobody takes it for missing. */
export interface UnreadableClaim {
  readonly claim_id: string;
  readonly state: null;
}

/** Takes the id of a claim that cannot be read, and the first attribute that does not fit. */
export type ReportUnreadable = (claimId: string, field: string | null) => void;

/** Reads a claim. One that does not fit is reported and stops no other; where nobody takes the report, it throws. */
export function readOrReport(
  item: Readonly<Record<string, unknown>>,
  report: ReportUnreadable | undefined,
): Claim | UnreadableClaim {
  try {
    return readClaim(item);
  } catch (cause) {
    if (!(cause instanceof z.ZodError) || !report) throw cause;
    const claim_id = String(item.claim_id);
    report(claim_id, cause.issues[0]?.path.join('.') ?? null);
    return { claim_id, state: null };
  }
}

export const isReadable = (claim: Claim | UnreadableClaim): claim is Claim => claim.state !== null;
