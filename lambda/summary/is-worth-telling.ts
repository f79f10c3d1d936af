import type { TelemetryItem } from '../../src/domain/control-item.ts';
import type { RunSummary } from './summary-of.ts';

/** Whether the channels hear of a run: of `failures`, the runs that a person must look at. A stop is on purpose. Pure. */
export function isWorthTelling(notify: TelemetryItem['notify'], summary: RunSummary): boolean {
  if (notify !== 'failures') return notify === 'all';
  const troubles = [summary.stores_failed, summary.refused, summary.in_doubt, summary.missed];
  return summary.outcome === 'failed' || troubles.some((count) => count > 0);
}
