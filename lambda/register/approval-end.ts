/** How long before the end of an approval the channels are warned, hours; the last warning first. */
const warningHours = [1, 24] as const;

const hourMs = 3_600_000;

export interface ApprovalWarning {
  /** UTC ISO. */
  readonly until: string;
  /** Until then, rounded up: at least 1. */
  readonly hoursLeft: number;
  /** Names the end and the warning, so that each is given once. */
  readonly warnedOf: string;
}

/**
 * The warning that a live run has to give of the end of its approval: one day before, and again one hour before. Null if
 * there is none to give. `until`: UTC ISO. `warnedOf`: the last warning that was given. Pure.
 */
export function warningBeforeEnd(
  until: string | null,
  now: Date,
  warnedOf: string | null,
): ApprovalWarning | null {
  if (until === null) return null;
  const leftMs = Date.parse(until) - now.getTime();
  const hours = warningHours.find((each) => leftMs <= each * hourMs);
  if (hours === undefined) return null;
  const warning = `${until} ${hours} h`;
  if (warnedOf === warning) return null;
  return { until, hoursLeft: Math.max(1, Math.ceil(leftMs / hourMs)), warnedOf: warning };
}
