import type { ClaimState } from '../../src/domain/claim.ts';
import type { ClaimStore } from '../claim/claim-calls.ts';
import type { Claim } from '../claim/claim-item.ts';
import { createClaimStore } from '../claim/claim-store.ts';
import { findClaims, readClaims } from '../claim/find-claims.ts';
import { findMarked } from '../claim/find-marked.ts';
import type { UnreadableClaim } from '../claim/read-or-report.ts';
import type { RunContext } from '../run-context.ts';
import { createSensClient, type SensClient } from './sens-client.ts';

/** What delivering and reconciling use of the world. Nothing else: the simulation replaces the store and SENS here. */
export interface DeliveryTools
  extends Pick<RunContext, 'now' | 'sleep' | 'remainingMs' | 'mayClaim' | 'emit'> {
  readonly store: ClaimStore;
  readonly sens: SensClient;
  /** Claims in this state, oldest first, each read consistently. */
  find(state: ClaimState, limit: number): Promise<readonly Claim[]>;
  /** The claims of these ids that exist. */
  read(claimIds: readonly string[]): Promise<readonly (Claim | UnreadableClaim)[]>;
  /** Those of the claims whose legacy flag is set, read consistently. */
  marked(claims: readonly Claim[]): Promise<readonly Claim[]>;
}

/**
 * The tools of one run. `invocation` tells this process's run from every other, also from another try of the same
 * event, which Lambda gives the same request id.
 */
export function deliveryTools(context: RunContext, invocation: string): DeliveryTools {
  return {
    now: context.now,
    sleep: context.sleep,
    remainingMs: context.remainingMs,
    mayClaim: context.mayClaim,
    emit: context.emit,
    store: createClaimStore({ ...context, owner: `${context.runId}/${invocation}` }),
    sens: createSensClient(context),
    find: (state, limit) => findClaims(context, state, limit),
    read: (claimIds) => readClaims(context, claimIds),
    marked: (claims) => findMarked(context, claims),
  };
}
