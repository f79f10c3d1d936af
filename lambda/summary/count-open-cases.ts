import { findClaims } from '../claim/find-claims.ts';
import type { Run } from '../open-run.ts';
import { isOpenCase } from '../record/is-open-case.ts';
import { reasonOf } from '../run-failed.ts';
import type { OpenCases } from './run-tally.ts';

/** More than these are a trouble of their own, which the run's failures show. */
const maxClaims = 1000;

/**
 * Counts what is open, whatever run left it: the alarms on it hold until it is dealt with. Null if it could not be read:
 * then this run is not OK, and the next one counts again.
 */
export async function countOpenCases(run: Run): Promise<OpenCases | null> {
  const { dynamo, tables, clock, settings } = run.program;
  const reader = {
    dynamo,
    tables,
    sleep: (ms: number) => clock.sleep(ms),
    reportUnreadable: () => undefined,
  };
  const count = async (state: 'IN_DOUBT' | 'REFUSED'): Promise<number> => {
    const claims = await findClaims(reader, state, maxClaims);
    return claims.filter((claim) => isOpenCase(claim, clock.now(), settings.completedDaysBack)).length;
  };
  try {
    const [inDoubt, refused] = [await count('IN_DOUBT'), await count('REFUSED')];
    const { messages, unreadableClaims } = run.tally;
    return {
      // The index follows its table late: what this run itself left is counted at least.
      inDoubt: Math.max(inDoubt, messages.inDoubt) + unreadableClaims.size,
      refused: Math.max(refused, messages.refusedBySens + messages.refusedByUs),
    };
  } catch (cause) {
    run.tally.checksUnread += 1;
    run.emit('open_cases_unread', { reason: reasonOf(cause) });
    return null;
  }
}
