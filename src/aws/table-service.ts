/* The tables of the Lambda as commands see them: interfaces of src/aws/tables.ts. */

/** Counts of claims by state, read consistently: what the table says was sent. */
export interface ClaimSummary {
  readonly bookingNum: string;
  readonly kind: string;
  readonly state: string;
  readonly claimedAtMs: number;
  readonly runId: string;
  readonly sensRequestId: string | null;
}

/** A claim as an operator sees it and names it: without a phone number. */
export interface ListedClaim extends ClaimSummary {
  /** The first 12 hexadecimal digits of sha256 over the claim's own id, which holds the phone number. */
  readonly id: string;
  readonly phoneMasked: string;
  readonly reason: string | null;
  readonly leaseUntilMs: number;
  /** When the booking begins, `YYYY-MM-DD HH:MM:SS` KST; null in claims of earlier builds. */
  readonly bookingTimeKst: string | null;
  /** False only if its POST was certainly never begun. */
  readonly isPosted: boolean;
  /** When a run last looked for it in SENS's list without success; null if none did. */
  readonly lookedAtMs: number | null;
  /** When it was last written, as the table has it: a write on condition of it finds the claim as it was read. */
  readonly updatedAt: string;
}

export interface TableService {
  /** dynamodb:DescribeTable; null where it is not there. */
  describe(name: string): Promise<{
    readonly status: string;
    readonly itemCount: number;
    readonly keys: readonly string[];
  } | null>;
  /** dynamodb:DescribeTimeToLive: the attribute by which DynamoDB deletes items; null where it deletes none. */
  expiryAttribute(name: string): Promise<string | null>;
  /** dynamodb:Query on the claims table's index `by-run`: the claims one Lambda run made. */
  claimsOfRun(table: string, runId: string): Promise<readonly ClaimSummary[]>;
  /** dynamodb:Query on the claims table's sparse index `open-claims`. */
  openClaims(table: string): Promise<readonly ClaimSummary[]>;
  /** dynamodb:Query on the sparse index `open-claims`: what is in this state. */
  claimsInState(
    table: string,
    state: 'CLAIMED' | 'IN_DOUBT' | 'RELEASED' | 'ACCEPTED' | 'REFUSED',
  ): Promise<readonly ListedClaim[]>;
  /** dynamodb:Query on the index `by-run`: the claims of one Lambda run, as an operator sees them. */
  listedClaimsOfRun(table: string, runId: string): Promise<readonly ListedClaim[]>;
  /**
   * dynamodb:TransactWriteItems, conditional: a claim in doubt or a refused one becomes RELEASED, and what it did to its
   * legacy row is undone. `id` as in ListedClaim, `judged`: the claim as it was read. Throws CONDITION_FAILED if it changed
   * since. Request id.
   */
  releaseClaim(
    tables: { readonly claims: string; readonly sms: string },
    id: string,
    approval: {
      readonly at: Date;
      readonly by: string;
      readonly judged: Pick<ListedClaim, 'state' | 'updatedAt'>;
    },
  ): Promise<string>;
}
