import { storeId } from './invented-bookings.ts';
import type { LambdaWorld } from './lambda-world.ts';

/* Items that something else than the run under test wrote. */

/** The claim of an invented booking's message, as a run of that moment left it: in doubt, unless `more` says otherwise. */
export function inventedClaim(
  bookingId: number,
  kind: 'confirm' | 'guide' | 'event',
  { atMs, ...more }: Readonly<Record<string, unknown>> & { readonly atMs: number },
): Readonly<Record<string, unknown>> {
  const booking_num = `${storeId}_${bookingId}`;
  const phone = `010-0000-${String(bookingId).padStart(4, '0')}`;
  const at = new Date(atMs).toISOString();
  return {
    claim_id: `${booking_num}#${phone}#${kind}`,
    state: 'IN_DOUBT',
    booking_num,
    phone,
    kind,
    store_id: storeId,
    owner: 'invented/owner',
    fence: 1,
    claimed_at: at,
    lease_until: at,
    posting_at: at,
    run_id: 'invented',
    updated_at: at,
    ...more,
  };
}

/** Lets no message leave any more. */
export const putStop = (world: LambdaWorld): Promise<void> =>
  world.put('naver-sms-control', {
    scope: 'control',
    name: 'stop',
    who: 'rollback',
    why: 'test',
    at: new Date(world.startMs).toISOString(),
    run: '1',
  });
