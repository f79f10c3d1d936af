import type { RunTally } from '../summary/run-tally.ts';

/** Fails a run that read no store as it should, after it has sent what it could decide. */
export function failUnlessRead({ hostFailure }: Pick<RunTally, 'hostFailure'>): void {
  if (hostFailure !== null) throw new Error(hostFailure);
}
