/* A few alarms at once: force, watch, restore. Whatever happens between, what was forced is restored. */
import { type Channel, type HopCell, type MatrixRow, unmeasured } from '../../domain/alarm-matrix.ts';
import type { JudgedHops } from '../../domain/judge-hops.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { fail, inconclusive } from '../../domain/verdict.ts';
import type { Restoration } from '../restore-alarm.ts';
import type { Toolbox } from '../toolbox.ts';
import type { ChosenAlarm } from './choose-alarms.ts';
import { forceAlarm } from './force-alarm.ts';
import { restoreTrial } from './restore-trial.ts';
import { restoredCell } from './restored-cell.ts';
import type { TestOrder } from './test-order.ts';
import { type ForcedTrial, lintCell, mayBeForced, type TestedAlarm, untested } from './trial.ts';
import { watchHops } from './watch-hops.ts';

export interface TestedGroup {
  readonly tested: readonly TestedAlarm[];
  readonly steps: readonly StepResult[];
}

export interface GroupOrder {
  readonly group: readonly ChosenAlarm[];
  /** Why no further alarm is forced; null while all is well. Asked before each. */
  readonly whyNot: () => string | null;
}

/** Never throws for what AWS did, nor for an interruption: it restores, and says what it had seen until then. */
export async function testGroup(
  toolbox: Toolbox,
  order: TestOrder,
  { group, whyNot }: GroupOrder,
): Promise<TestedGroup> {
  const steps: StepResult[] = [];
  const tested = new Map<string, TestedAlarm>();
  const trials: ForcedTrial[] = [];
  for (const chosen of group) {
    const why = whyNot();
    if (why !== null) tested.set(chosen.name, notReached(chosen, order, why));
    else {
      const outcome = await forceAlarm(toolbox, order, chosen, (step) => steps.push(step));
      if (outcome.isForced) trials.push(outcome.trial);
      else tested.set(chosen.name, outcome.tested);
    }
  }
  const hops = await watched(toolbox, order, trials);
  // Backwards, as every undoing: a disk that is full must not keep a state forced.
  for (const forced of trials.toReversed()) {
    const trial = { ...forced, hasNotified: hops.get(forced.name)?.hasNotified ?? false };
    const restored = await restoreTrial(toolbox, trial, (step) => steps.push(step));
    const row = rowOf(trial, order.channels, hops.get(trial.name), restored);
    if (!mayBeForced(row)) order.left.forced.delete(trial.name);
    tested.set(trial.name, row);
  }
  return { tested: group.flatMap(({ name }) => tested.get(name) ?? []), steps };
}

function notReached({ name, live }: ChosenAlarm, { wayOf, channels }: TestOrder, why: string): TestedAlarm {
  const lint = live ? lintCell(wayOf(live)) : unmeasured(fail('it is declared and not there'));
  return untested({
    ...{ name, state: live?.state ?? null, lint, channels },
    verdict: inconclusive(`not tested: ${why}`),
  });
}

async function watched(toolbox: Toolbox, order: TestOrder, trials: readonly ForcedTrial[]) {
  if (trials.length === 0) return new Map<string, JudgedHops>();
  try {
    return await watchHops(toolbox, order, trials);
  } catch (error) {
    // Restoring comes first; a defect of ours is reported behind it.
    const text = `Watching the hops broke off: ${error instanceof Error ? error.message : String(error)}`;
    toolbox.report({ kind: 'warning', text });
    return new Map<string, JudgedHops>();
  }
}

function rowOf(
  trial: ForcedTrial,
  channels: readonly Channel[],
  hops: JudgedHops | undefined,
  restoration: Restoration,
): TestedAlarm {
  const unseen = unmeasured(inconclusive('it was not looked at'));
  const fired = hops?.fired ?? null;
  const ofChannel = (channel: Channel): HopCell => hops?.channel(channel) ?? unseen;
  const cells: MatrixRow['cells'] = {
    lint: lintCell(trial.way),
    changed: hops?.changed ?? unseen,
    action: hops?.action ?? unseen,
    ...Object.fromEntries(channels.map((channel) => [channel, ofChannel(channel)])),
    restored: restoredCell(restoration, { wasSeen: hops?.changed?.verdict.state === 'pass', fired }),
  };
  const { name, nonce, before } = trial;
  return {
    row: { alarm: name, nonce, before, after: restoration.found, cells },
    forced: trial,
    ...{ restoration, fired, isLookedAt: false },
    refusal: null,
    wouldBeForced: false,
  };
}
