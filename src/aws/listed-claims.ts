/* Claims as an operator may see them: a claim's own id holds a phone number, so that it never leaves this file. */
import { createHash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { maskPhone } from '../domain/phone-number.ts';
import { type ClaimQuery, queryClaims } from './query-claims.ts';
import type { ListedClaim } from './table-service.ts';

const storedClaim = z.object({
  claim_id: z.string(),
  booking_num: z.string(),
  phone: z.string(),
  kind: z.enum(['confirm', 'guide', 'event']),
  state: z.string(),
  owner: z.string(),
  fence: z.number(),
  claimed_at: z.iso.datetime({ offset: true }),
  lease_until: z.iso.datetime({ offset: true }),
  updated_at: z.iso.datetime({ offset: true }),
  run_id: z.string(),
  reason: z.string().nullish().default(null),
  sens_request_id: z.string().nullish().default(null),
  booking_time: z.string().nullish().default(null),
  posting_at: z.string().nullish().default(null),
  absent_at: z.iso.datetime({ offset: true }).nullish().default(null),
  created_row: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
});

/** A claim as it is stored, its phone number with it. */
export type StoredClaim = z.output<typeof storedClaim>;

/** The claims that an index shows, with their phone numbers. */
export const queryStoredClaims = (
  client: DynamoDBDocumentClient,
  table: string,
  query: ClaimQuery,
): Promise<readonly StoredClaim[]> => queryClaims(client, storedClaim, { table, ...query });

/** What an operator sees of a claim, and names it by. */
export function toListedClaim(claim: StoredClaim): ListedClaim {
  return {
    id: shortClaimId(claim.claim_id),
    bookingNum: claim.booking_num,
    kind: claim.kind,
    phoneMasked: maskPhone(claim.phone),
    state: claim.state,
    reason: claim.reason,
    claimedAtMs: Date.parse(claim.claimed_at),
    leaseUntilMs: Date.parse(claim.lease_until),
    bookingTimeKst: claim.booking_time,
    // Only of a refused one is it certain: a text that we rejected.
    isPosted: claim.state !== 'REFUSED' || claim.posting_at !== null,
    lookedAtMs: lookedAtMs(claim),
    updatedAt: claim.updated_at,
    runId: claim.run_id,
    sensRequestId: claim.sens_request_id,
  };
}

/** Each empty look is written to a claim in doubt; of a refused one, the one that came late enough. */
function lookedAtMs({ state, updated_at, absent_at }: StoredClaim): number | null {
  if (state === 'IN_DOUBT') return Date.parse(updated_at);
  return absent_at === null ? null : Date.parse(absent_at);
}

/** 12 hexadecimal digits: among a million claims, two share them once in some hundreds of times. */
export const shortClaimId = (claimId: string): string =>
  createHash('sha256').update(claimId).digest('hex').slice(0, 12);
