/* One round of a drill, as it is counted and answered. */
import type { DrillFigure } from '../../domain/drill-statistics.ts';
import type { Restored } from './restore-drill.ts';
import type { RollbackReport } from './rollback-order.ts';

export interface DrillRound {
  readonly report: RollbackReport;
  readonly restored: Restored;
  readonly figure: DrillFigure;
}
