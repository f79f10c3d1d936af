/** Sets from when on a row that another sender marks is foreign. Kept by later approvals, so that none hides evidence. */
import type { SoleSenderItem } from '../../domain/control-item.ts';
import { operatorName } from '../operator-name.ts';
import { runStep } from '../run-step.ts';
import type { StepOutcome } from '../step.ts';
import type { Toolbox } from '../toolbox.ts';

export interface SoleSenderOrder {
  /** UTC ISO. */
  readonly since: string;
  readonly reason: string;
  /** True: rows marked until then are known and count no more. False: an earlier time stays. */
  readonly acceptsMarkedRows: boolean;
}

/** Null if an earlier time stays. Throws what reading the item throws: before that, nothing was changed. */
export async function setSoleSender(
  toolbox: Toolbox,
  order: SoleSenderOrder,
): Promise<StepOutcome<string> | null> {
  const { control } = toolbox.aws;
  const before = await control.read('sole-sender');
  if (before !== null && !order.acceptsMarkedRows) {
    await warnOfGap(toolbox, before, order.since);
    return null;
  }
  const { since, reason } = order;
  const item: SoleSenderItem = { since, setBy: operatorName(toolbox.operator), reason };
  return await runStep(toolbox, {
    id: 'sole-sender',
    title: 'Note from when on ours is the only sender',
    change: { kind: 'control-item', name: 'sole-sender', action: 'put' },
    act: () => control.replace('sole-sender', before, item),
    describe: () => `${before?.since ?? 'not set'} -> ${since}`,
  });
}

/** Delivery that was off for longer than three ticks may have been another sender's meanwhile. Milliseconds. */
const gapMs = 3_600_000;

async function warnOfGap(toolbox: Toolbox, { since }: SoleSenderItem, at: string): Promise<void> {
  const lastLiveAt = (await toolbox.aws.control.read('live-run').catch(() => null))?.lastLiveAt ?? since;
  if (!(Date.parse(at) - Date.parse(lastLiveAt) > gapMs)) return;
  toolbox.report({
    kind: 'warning',
    text: `Delivery was last live at ${lastLiveAt}. Rows that another sender marked since ${since} count as foreign, and two of them stop the first run. If legacy was at work meanwhile, approve again with --accept-marked-rows.`,
  });
}
