import * as z from 'zod';
import { claimStates } from '../../src/domain/claim.ts';
import type { MessageKind } from '../messages/due-message.ts';

/*
 * A claim as table `sms_claims` holds it, and the receipts beside it: `sens#<messageId>` and `sens-request#<requestId>`
 * say which claim a message at SENS belongs to, so that no two claims can count the same one.
 */

const claimSchema = z.object({
  claim_id: z.string(),
  state: z.enum(claimStates),
  booking_num: z.string(),
  phone: z.string(),
  kind: z.enum(['confirm', 'guide', 'event']),
  store_id: z.string(),
  /** Names one invocation; Lambda's asynchronous retries repeat the request id, so it is not enough. */
  owner: z.string(),
  /** Grows by one with each new claim of the same message. */
  fence: z.number().int().positive(),
  /** When the booking begins, `YYYY-MM-DD HH:MM:SS` KST; absent in claims of earlier builds. */
  booking_time: z.string().nullish().default(null),
  /** Absent where there was nothing to send (MISSED). */
  content_digest: z.string().nullish().default(null),
  /** sha256 over what SENS's list shows of a message: sender, recipient, text. */
  match_digest: z.string().nullish().default(null),
  claimed_at: z.string(),
  lease_until: z.string(),
  /** Set immediately before the POST: without it, the message has certainly not left. */
  posting_at: z.string().nullish().default(null),
  /** When the approval was given under which the POST began: no message of ours is older. */
  approved_at: z.string().nullish().default(null),
  run_id: z.string(),
  sens_request_id: z.string().nullish().default(null),
  sens_message_id: z.string().nullish().default(null),
  reason: z.string().nullish().default(null),
  /** True if the claim put the row in table `sms`; a release then removes it. */
  created_row: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
  /** `not-taken`: SENS answered that it did not take the message; absent if it did not say. */
  answer: z.literal('not-taken').nullish().default(null),
  /** When a run last looked for the message of a refused claim in SENS's list, late enough, and it was not there. */
  absent_at: z.string().nullish().default(null),
  /** How often a live run released it by itself after SENS had answered that it did not take the message. */
  self_releases: z
    .number()
    .int()
    .nullish()
    .transform((value) => value ?? 0),
  open_state: z.string().nullish().default(null),
  /** Epoch seconds at which DynamoDB may delete it; only claims outside of the index `open-claims` have it. */
  ttl: z.number().nullish().default(null),
  updated_at: z.string(),
});

export type Claim = Readonly<z.infer<typeof claimSchema>>;

/** Reads a claim from a table item; throws where the item is not one. */
export function readClaim(item: unknown): Claim {
  return claimSchema.parse(item);
}

export interface ClaimSubject {
  readonly bookingNum: string;
  readonly phone: string;
  readonly kind: MessageKind;
}

export const claimIdOf = (subject: ClaimSubject): string =>
  `${subject.bookingNum}#${subject.phone}#${subject.kind}`;

export const messageReceiptId = (messageId: string): string => `sens#${messageId}`;

export const requestReceiptId = (requestId: string): string => `sens-request#${requestId}`;

/** Without the attributes that are null: the sparse index must not see them. */
export function compact(item: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null));
}
