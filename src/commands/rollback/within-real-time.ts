import { systemClock } from '../../runtime/clock.ts';

/**
 * The value, or null where it fails or takes longer than `limitMs`. Real time on purpose: this bounds how long a lever
 * may wait for a courtesy, and a virtual clock may jump while the answer is on its way. The work itself goes on.
 */
export async function withinRealTime<T>(limitMs: number, work: Promise<T>): Promise<T | null> {
  const over = new AbortController();
  const late = systemClock.sleep(limitMs, over.signal).then(
    () => null,
    () => null,
  );
  try {
    return await Promise.race([work.catch(() => null), late]);
  } finally {
    over.abort();
  }
}
