import type { Run } from '../open-run.ts';
import { reasonOf } from '../run-failed.ts';
import { bookingApi } from './booking-api.ts';
import { windowsFor } from './windows.ts';

/** Each store takes a second of politeness, and an operator waits 30 s for the whole answer: the first dozen stand for all. */
const maxStores = 12;

/**
 * Counts the bookings of each store, the first twelve of a long chain. Returns how many were asked; throws with every store
 * that did not answer, so that an operator learns of all of them before a cutover.
 */
export async function probeStores({ program, startedAt }: Run, cookies: string): Promise<string> {
  const { settings, baseUrls, bookingGate: gate, clock } = program;
  const urls = { baseUrl: baseUrls.booking, loginUrl: baseUrls.login };
  const api = bookingApi({ ...urls, cookies, gate, now: clock.now });
  const [window] = windowsFor('RC03', startedAt, settings);
  if (!window) throw new Error('stores.yaml has no window for confirmed bookings');
  const asked = settings.stores.slice(0, maxStores);
  const answers = await Promise.all(
    asked.map(async ({ id: storeId }) => {
      try {
        await api.count({ storeId, status: 'RC03', window });
        return null;
      } catch (cause) {
        return `store ${storeId}: ${reasonOf(cause)}`;
      }
    }),
  );
  const failures = answers.filter((answer) => answer !== null);
  if (failures.length > 0) throw new Error(failures.join('; '));
  return `${asked.length} of ${settings.stores.length} stores answer`;
}
