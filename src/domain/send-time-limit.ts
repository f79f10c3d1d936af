/*
 * The times that bound one send. Rollback relies on the first: it waits this long after the stop is written and may
 * then say that no message of ours leaves any more.
 */

/**
 * From the last consistent proof that no stop is set until the POST is given up, milliseconds. SENS's legacy client used
 * 10 s per attempt; a shorter limit would put more sends in doubt, a longer one would make every rollback wait longer.
 */
export const sendTimeLimitMs = 10_000;

/**
 * How long a claim belongs to the run that made it, milliseconds: the send time limit, and ample time for the three
 * table writes around it with their retries. Past it another run may settle the claim, so it must outlast every send.
 */
export const leaseMs = 60_000;

/** What must remain of the lease and of the run after a POST was given up, to record how it ended, milliseconds. */
export const recordReserveMs = 3_000;

/** With less time than this left for it, a POST is not begun: it would more likely end in doubt, milliseconds. */
export const shortestSendMs = 1_000;

/** What one send may take. All in milliseconds. */
export interface SendTimes {
  /** Since the permission check was begun. */
  readonly sincePermissionMs: number;
  readonly leaseLeftMs: number;
  readonly runLeftMs: number;
}

/** The POST's timeout: within the send time limit, the lease and the run. Null where too little is left to begin one. */
export function postTimeoutMs(times: SendTimes): number | null {
  const timeout = Math.min(
    sendTimeLimitMs - times.sincePermissionMs,
    times.leaseLeftMs - recordReserveMs,
    times.runLeftMs - recordReserveMs,
  );
  return timeout < shortestSendMs ? null : timeout;
}
