/* The claims table as a witness: what the runs of the window claimed, by their ids. */
import type { TickRun } from '../../domain/tick.ts';
import type { ClaimFact, Reading } from '../../domain/verification-facts.ts';
import type { Toolbox } from '../toolbox.ts';
import { tryRead } from '../try-read.ts';

/** The claims of these runs. Receipts that were adopted later live in the same table and are no claims. */
export function readClaims(
  toolbox: Toolbox,
  runs: readonly TickRun[],
): Promise<Reading<readonly ClaimFact[]>> {
  const table = toolbox.environment.tables.claims;
  return tryRead(toolbox, {
    source: `dynamodb:Query ${table} by-run`,
    ask: async () => {
      const perRun = await Promise.all(
        runs.map((run) => toolbox.aws.tables.claimsOfRun(table, run.requestId)),
      );
      return perRun.flat().filter(({ bookingNum, kind }) => bookingNum !== '' && kind !== '');
    },
  });
}
