import type { TelemetryItem } from '../../src/domain/control-item.ts';
import { judgeRun, lastingFields } from './judge-run.ts';
import type { RunSummary } from './summary-of.ts';

/**
 * Whether the channels hear of a run: of `failures`, the runs that a person must look at for something new. A stop is
 * intended. Pure.
 */
export function isWorthTelling(notify: TelemetryItem['notify'], summary: RunSummary): boolean {
  if (notify !== 'failures') return notify === 'all';
  const { head, troubles } = judgeRun(summary);
  return head === 'failed' || troubles.some(({ field }) => !lastingFields.includes(field));
}
