import type { DeliveryTools } from './delivery-tools.ts';

/**
 * Waits until the next send may begin. The gap lies between beginnings, so that it costs only what a send does not fill;
 * and it is counted from when a send was due to begin, so that a timer that fires late does not delay all that follow.
 */
export function pacer(tools: Pick<DeliveryTools, 'now' | 'sleep'>, minGapMs: number): () => Promise<void> {
  let nextMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const nowMs = tools.now().getTime();
    if (nextMs > nowMs) await tools.sleep(nextMs - nowMs);
    nextMs = Math.max(nextMs, nowMs) + minGapMs;
  };
}
