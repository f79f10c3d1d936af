import type { TelemetryItem } from '../../src/domain/control-item.ts';
import { judgeRun } from './judge-run.ts';
import type { RunSummary } from './summary-of.ts';

/** Whether the channels hear of a run: of `failures`, the runs that a person must look at. A stop is on purpose. Pure. */
export function isWorthTelling(notify: TelemetryItem['notify'], summary: RunSummary): boolean {
  if (notify !== 'failures') return notify === 'all';
  const { head, troubles } = judgeRun(summary);
  return head === 'failed' || troubles.length > 0;
}
