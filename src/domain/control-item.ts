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
  readonly stop: StopItem;
  readonly brake: BrakeItem;
  readonly telemetry: TelemetryItem;
  readonly 'evidence-run-number': RunNumberItem;
  readonly 'evidence-head': EvidenceHeadItem;
  readonly 'login-breaker': LoginBreakerItem;
}

export type ControlName = keyof ControlItems;
