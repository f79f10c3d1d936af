/* Why a command was stopped before its end: the operator, or the time that it was given. */

export type StopCause = 'operator' | 'timeout';

/** Null where nothing stopped it. SIGTERM counts as the operator's. */
export function stopCauseOf(signal: AbortSignal): StopCause | null {
  if (!signal.aborted) return null;
  const reason: unknown = signal.reason;
  return reason instanceof Error && reason.name === 'TimeoutError' ? 'timeout' : 'operator';
}

/** As the reason of a verdict. */
export const stopReasons: Readonly<Record<StopCause, string>> = {
  operator: 'the operator interrupted it',
  timeout: 'the time that --timeout allows is over',
};

/** The first word of a headline. */
export const stopHeadlines: Readonly<Record<StopCause, string>> = {
  operator: 'Interrupted.',
  timeout: 'Stopped: the time that --timeout allows is over.',
};
