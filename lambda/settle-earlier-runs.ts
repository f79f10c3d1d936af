import { randomUUID } from 'node:crypto';
import type { OpenedRun, Run } from './open-run.ts';
import { closeMarked } from './record/close-marked.ts';
import { closeOldRefusals } from './record/close-old-refusals.ts';
import { type ReconcileOrder, reconcile } from './record/reconcile.ts';
import { type DeliveryTools, deliveryTools } from './send/delivery-tools.ts';
import type { RunTally } from './summary/run-tally.ts';

/**
 * Settles what earlier runs left open, before anything is decided, so that a message given back is due in this same run.
 * It sends nothing and so happens in every mode: after a rollback, claims in doubt are still followed. Only a scheduled
 * run and a replay write; whoever invokes a dry run or a shadow run wants to look.
 */
export async function settleEarlierRuns(run: Run, { context, approval }: OpenedRun): Promise<void> {
  if (run.trigger.kind !== 'schedule' && run.trigger.kind !== 'replay') return;
  const tools = deliveryTools(context, randomUUID());
  await settleInto(run.tally, tools, { approval });
  await closeOldRefusals(tools, run.program.settings.completedDaysBack);
}

/** Throws where a table fails. */
export async function settleInto(
  tally: RunTally,
  tools: DeliveryTools,
  order: ReconcileOrder,
): Promise<void> {
  const settled = await reconcile(tools, order);
  Object.assign(tally.earlier, {
    adopted: settled.adopted,
    inDoubt: settled.inDoubt,
    released: settled.released,
    listUnread: settled.listUnread === null ? 0 : 1,
  });
  await closeMarked(tools);
}
