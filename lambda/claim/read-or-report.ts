import * as z from 'zod';
import type { EmitEvent } from '../telemetry/emit-event.ts';
import { type Claim, readClaim } from './claim-item.ts';

/** A claim that is there and cannot be read: nobody sends its message, and nobody takes it for missing. */
export interface UnreadableClaim {
  readonly claim_id: string;
  readonly state: null;
}

/**
 * Reads a claim. One that does not fit is reported by its booking and attribute and stops no other; without a log to say
 * so in, it throws.
 */
export function readOrReport(
  item: Readonly<Record<string, unknown>>,
  emit: EmitEvent | undefined,
): Claim | UnreadableClaim {
  try {
    return readClaim(item);
  } catch (cause) {
    if (!(cause instanceof z.ZodError) || !emit) throw cause;
    const claim_id = String(item.claim_id);
    // The rest of the id is a phone number.
    const booking_num = claim_id.split('#')[0] ?? '';
    const store_id = booking_num.split('_')[0] ?? '';
    const field = cause.issues[0]?.path.join('.') ?? null;
    emit('booking_skipped', { store_id, booking_num, reason: 'invalid-claim', field });
    return { claim_id, state: null };
  }
}

export const isReadable = (claim: Claim | UnreadableClaim): claim is Claim => claim.state !== null;
