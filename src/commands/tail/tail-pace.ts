/** How often to look and how far back. Pure: what the last looks gave, in; the next pause and overlap, out. */

export interface Pace {
  /** Until the next look. */
  readonly pauseMs: number;
  /** How far behind the newest line it begins. */
  readonly overlapMs: number;
}

export interface Looks {
  /** Looks made so far, missed ones too. */
  readonly count: number;
  /** How many in a row were missed just now. */
  readonly missedInRow: number;
  /** Since the last look that showed a line, or since the tail began. */
  readonly quietMs: number;
  readonly hasOpenRun: boolean;
}

/** FilterLogEvents allows 5 calls a second per account and Region; one a second leaves room for others. Milliseconds. */
export const busyPauseMs = 1_000;
/** While nothing runs: ticks are 20 minutes apart. Milliseconds. */
export const idlePauseMs = 5_000;
const idleAfterMs = 30_000;
const longestPauseMs = 30_000;

/** CloudWatch may show a line minutes after its time, so every 15th look, and each one after a gap, goes this far back. */
export const deepOverlapMs = 120_000;
const shallowOverlapMs = 15_000;
const deepEvery = 15;

export function nextPace({ count, missedInRow, quietMs, hasOpenRun }: Looks): Pace {
  if (missedInRow > 0) {
    return { pauseMs: Math.min(busyPauseMs * 2 ** missedInRow, longestPauseMs), overlapMs: deepOverlapMs };
  }
  const isIdle = quietMs > idleAfterMs && !hasOpenRun;
  const isDeep = isIdle || count % deepEvery === 0;
  return {
    pauseMs: isIdle ? idlePauseMs : busyPauseMs,
    overlapMs: isDeep ? deepOverlapMs : shallowOverlapMs,
  };
}
