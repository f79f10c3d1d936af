import type { BookingsAcceptedItem, BookingsSeenItem } from './bookings-seen.ts';
import type { LoginOutcome } from './login-outcome.ts';

/**
 * The items of the control table, on which the CLI and the Lambda agree.
 * Key: `scope` (hash) and `name` (range). Scope "control" holds one item of each name below, scope "run" one item per
 * Lambda run. Changed only by conditional writes, read consistently.
 */
export interface ControlKey {
  readonly scope: 'control' | 'run';
  readonly name: string;
}

export type DeliveryMode = 'off' | 'shadow' | 'live';

/** name `generation`: bumped by every rollback; a cutover that sees it move stops and cannot resume. */
export interface GenerationItem {
  readonly value: number;
  readonly bumpedAt: string | null;
  readonly bumpedBy: string | null;
}

/** name `lock` */
export interface LockItem {
  readonly owner: string;
  readonly operation: string;
  readonly run: string;
  readonly since: string;
  /** UTC ISO. A lock past this time may be taken. */
  readonly expiresAt: string;
}

/** name `approval`: absent means off. */
export interface ApprovalItem {
  readonly mode: DeliveryMode;
  /** sha256 (hex) of the Lambda bundle that may act in this mode. */
  readonly buildId: string;
  readonly approvedBy: string;
  readonly approvedAt: string;
  readonly until: string | null;
  readonly reason: string;
  /**
   * Of a live approval: every other sender rule with its state, DISABLED or ABSENT, as `other-senders.ts` writes them. The
   * proof that there is at most one sender; without it nothing is sent. Null: none was made.
   */
  readonly otherSenders: string | null;
  /** When they were read, UTC ISO. */
  readonly otherSendersAt: string | null;
  /** A build that is deployed next and may act in the same mode, approved in advance; null: none. */
  readonly nextBuildId: string | null;
  readonly nextApprovedBy: string | null;
  readonly nextApprovedAt: string | null;
  readonly nextReason: string | null;
}

/**
 * name `sole-sender`: rows that another sender can only have marked later than this are evidence that one works beside us.
 * Set by the first live approval and kept by later ones, so that none of them hides earlier evidence.
 */
export interface SoleSenderItem {
  /** UTC ISO. */
  readonly since: string;
  readonly setBy: string;
  readonly reason: string;
}

/** name `revocation`: the last `delivery revoke`. Without it, a missing approval is not on purpose. */
export interface RevocationItem {
  readonly who: string;
  readonly why: string;
  /** UTC ISO. */
  readonly at: string;
}

/** name `live-run`: what the Lambda remembers of its live runs. Written by the Lambda alone; absent before the first. */
export interface LiveRunItem {
  /** When the approval of the first live run was given, UTC ISO. */
  readonly firstApprovedAt: string;
  /** When the last live run started, UTC ISO. */
  readonly lastLiveAt: string;
  /** Of which end of an approval, and how long before it, the channels were warned; null: of none yet. */
  readonly warnedOf: string | null;
}

/** name `stop`: present means that no message may leave. */
export interface StopItem {
  readonly who: string;
  readonly why: string;
  readonly at: string;
  readonly run: string;
}

/** name `brake`: the reserved concurrency that was there before rollback set it to 0. */
export interface BrakeItem {
  readonly function: string;
  /** Null: there was no reserved concurrency. */
  readonly previous: number | null;
  readonly setBy: string;
  readonly at: string;
}

/** name `telemetry`: what runs tell besides sending; absent means all of it. */
export interface TelemetryItem {
  /** Which runs send a summary to Telegram and Slack. Alarms and announcements go through the relay, whatever this says. */
  readonly notify: 'all' | 'failures' | 'off';
  /** The least level that is logged; the events that proofs rely on are logged always. */
  readonly logLevel: 'INFO' | 'WARN' | 'ERROR';
  readonly setBy: string;
  readonly setAt: string;
  readonly reason: string;
}

/** name `evidence-run-number` */
export interface RunNumberItem {
  readonly value: number;
}

/** name `evidence-head`: the witness of the evidence head. */
export interface EvidenceHeadItem {
  readonly runNo: number;
  readonly lines: number;
  readonly sha256: string;
  readonly at: string;
}

/** name `login-breaker`: absent means that no login was tried since the last reset. */
export interface LoginBreakerItem {
  /** An attempt that has not ended counts as failed. */
  readonly consecutiveFailures: number;
  /** Null while the attempt runs, or where its run was killed. */
  readonly lastOutcome: LoginOutcome | null;
  readonly lastAttemptAt: string;
  /** The request id of the run that tried. */
  readonly lastRun: string;
  /** UTC ISO. No login is tried before it. */
  readonly blockedUntil: string | null;
  /** True: no login is tried until an operator resets. */
  readonly needsOperator: boolean;
  /** The version of the secret naver-credentials whose password Naver refused: it is never sent again. */
  readonly refusedSecretVersion: string | null;
  /** Lines that describe a page of the login host that the build does not know, without values. */
  readonly page: string | null;
}

/** scope `run`, name `<startedAt>#<invocation request id>`: one Lambda run. */
export interface LambdaRunItem {
  readonly startedAt: string;
  /** UTC ISO: Lambda has killed the run by then. */
  readonly timeoutAt: string;
  readonly endedAt: string | null;
  readonly requestId: string;
  readonly buildId: string;
  readonly mode: DeliveryMode;
  /** Null while running. */
  readonly outcome: 'succeeded' | 'failed' | null;
}

/** The names in scope `control`, with the item each holds. */
export interface ControlItems {
  readonly generation: GenerationItem;
  readonly lock: LockItem;
  readonly approval: ApprovalItem;
  readonly 'sole-sender': SoleSenderItem;
  readonly revocation: RevocationItem;
  readonly 'live-run': LiveRunItem;
  readonly stop: StopItem;
  readonly brake: BrakeItem;
  readonly telemetry: TelemetryItem;
  readonly 'evidence-run-number': RunNumberItem;
  readonly 'evidence-head': EvidenceHeadItem;
  readonly 'login-breaker': LoginBreakerItem;
  readonly 'bookings-seen': BookingsSeenItem;
  readonly 'bookings-accepted': BookingsAcceptedItem;
}

export type ControlName = keyof ControlItems;
