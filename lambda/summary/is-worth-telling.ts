import type { TelemetryItem } from '../../src/domain/control-item.ts';
import type { RunSummary } from './summary-of.ts';
import { troublesOf } from './summary-text.ts';

/** Whether the channels hear of a run: of `failures`, the runs that a person must look at. A stop is on purpose. Pure. */
export function isWorthTelling(notify: TelemetryItem['notify'], summary: RunSummary): boolean {
  if (notify !== 'failures') return notify === 'all';
  return summary.outcome === 'failed' || troublesOf(summary).length > 0;
}
