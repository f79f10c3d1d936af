import { legacyFlagOf } from '../messages/due-message.ts';
import type { RunContext } from '../run-context.ts';
import { readRecords } from '../sms-table/read-records.ts';
import { recordId } from '../sms-table/record-key.ts';
import type { Claim } from './claim-item.ts';

/**
 * Those of the claims whose legacy flag is set. A given back claim of ours has its flag taken back, so that a flag says
 * that the legacy function sent the message meanwhile, under whichever key of the number. A malformed row says nothing.
 */
export async function findMarked(
  context: Pick<RunContext, 'dynamo' | 'sleep' | 'tables'>,
  claims: readonly Claim[],
): Promise<readonly Claim[]> {
  if (claims.length === 0) return [];
  const records = await readRecords(context, claims.map(keyOf), () => undefined);
  return claims.filter((claim) => records.get(recordId(keyOf(claim)))?.row?.[legacyFlagOf[claim.kind]]);
}

const keyOf = (claim: Claim) => ({ bookingNum: claim.booking_num, phone: claim.phone, isUsual: false });
