import { StoreRefused } from '../bookings/store-refused.ts';
import { reasonOf } from '../run-failed.ts';
import { SessionExpired } from './session-expired.ts';

/** Neither taken nor refused: the host did not answer so that one could tell. No login would change that. */
export class SessionUnproven extends Error {
  constructor(reason: string) {
    super(`the Naver session could neither be proven nor refuted: ${reason}`);
    this.name = 'SessionUnproven';
  }
}

/** More than these would keep a run waiting, a second each, for an answer that four stores did not give. */
const maxStores = 4;
/** One store may have left the account; two at once have not. */
const leastRefusals = 2;

/**
 * Proves a session by one harmless read of a store, and of further stores as long as none accepts it. Resolves once a store
 * does. Throws SessionExpired if none of up to four stores accepts it and at least two refuse it (of a chain of one store:
 * that one), SessionUnproven if they fail in other ways.
 */
export async function probeSession(
  storeIds: readonly string[],
  readOf: (storeId: string) => Promise<unknown>,
): Promise<void> {
  const asked = storeIds.slice(0, maxStores);
  const refusals: string[] = [];
  const failures: string[] = [];
  for (const storeId of asked) {
    try {
      await readOf(storeId);
      return;
    } catch (cause) {
      if (cause instanceof StoreRefused) refusals.push(cause.how);
      else failures.push(`store ${storeId}: ${reasonOf(cause)}`);
    }
  }
  const [how] = refusals;
  if (how !== undefined && refusals.length >= Math.min(leastRefusals, asked.length)) {
    throw new SessionExpired(how);
  }
  throw new SessionUnproven(failures[0] ?? `only one of ${asked.length} stores refuses it`);
}
