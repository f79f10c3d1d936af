/** The judgement on one criterion or one command. `inconclusive` is never a pass. */
export type Verdict =
  | { readonly state: 'pass' }
  | { readonly state: 'fail'; readonly reason: string }
  | { readonly state: 'inconclusive'; readonly reason: string };

export const pass: Verdict = { state: 'pass' };
export const fail = (reason: string): Verdict => ({ state: 'fail', reason });
export const inconclusive = (reason: string): Verdict => ({ state: 'inconclusive', reason });

/**
 * The verdict over several: any fail fails; else any inconclusive is inconclusive; all passed is a pass.
 * An empty list is inconclusive, since nothing was observed.
 */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  const failed = verdicts.find((verdict) => verdict.state === 'fail');
  if (failed) return failed;
  const open = verdicts.find((verdict) => verdict.state === 'inconclusive');
  if (open) return open;
  return verdicts.length === 0 ? inconclusive('nothing was checked') : pass;
}
