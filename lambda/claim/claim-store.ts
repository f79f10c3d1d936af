import type { ClaimStore, ClaimStoreOptions } from './claim-calls.ts';
import { accept, adopt, note, recordDelivery } from './move-claim.ts';
import { close, postpone } from './record-unsent.ts';
import { releaseAbsent, settle } from './settle-claim.ts';
import { arm, claim } from './take-claim.ts';

/** The claim store over DynamoDB. */
export function createClaimStore(options: ClaimStoreOptions): ClaimStore {
  return {
    claim: (message, at) => claim(options, message, at),
    arm: (taken, approval, at) => arm(options, { taken, approval, at }),
    accept: (taken, requestId, at) => accept(options, { taken, requestId, at }),
    settle: (taken, end, at) => settle(options, { taken, end, at }),
    releaseAbsent: (doubted, approval, at) => releaseAbsent(options, { doubted, approval, at }),
    adopt: (doubted, message, at) => adopt(options, { doubted, message, at }),
    note: (noted, text, at) => note(options, { noted, text, at }),
    recordDelivery: (accepted, end, at) => recordDelivery(options, { accepted, end, at }),
    postpone: (message, reason, at) => postpone(options, { message, reason, at }),
    close: (message, event, at) => close(options, { message, event, at }),
  };
}
