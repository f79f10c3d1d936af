/* Forces one alarm into ALARM under a nonce of its own, if it may be, and says why not otherwise. */
import { createAlarmNonce } from '../../domain/alarm-nonce.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { fail, inconclusive } from '../../domain/verdict.ts';
import { closeIntent } from '../close-intent.ts';
import type { Toolbox } from '../toolbox.ts';
import type { ChosenAlarm } from './choose-alarms.ts';
import { readForceable } from './read-forceable.ts';
import { type SetToAlarm, setToAlarm } from './set-to-alarm.ts';
import type { TestOrder } from './test-order.ts';
import { type ForcedTrial, lintCell, type TestedAlarm, type Untested, untested } from './trial.ts';

export type ForceOutcome =
  | { readonly isForced: true; readonly trial: ForcedTrial }
  | { readonly isForced: false; readonly tested: TestedAlarm };

/** Reads the alarm, and forces it at once where nothing stands against it. Never throws for what AWS did. */
export async function forceAlarm(
  toolbox: Toolbox,
  order: TestOrder,
  chosen: ChosenAlarm,
  onStep: (step: StepResult) => void,
): Promise<ForceOutcome> {
  const { channels } = order;
  const read = await readForceable(toolbox, order, chosen);
  if (!read.mayBeForced) return { isForced: false, tested: untested({ ...read.why, channels }) };
  const { alarm, before, way } = read;
  const { name, updatedAt, alarmActions: actions } = alarm;
  const beforeUpdatedAtMs = updatedAt === null ? null : Date.parse(updatedAt);
  const target = { name, nonce: createAlarmNonce(toolbox.run, order.randomBytes), before, beforeUpdatedAtMs };
  order.left.forced.add(name);
  const { outcome, calledAtMs } = await setToAlarm(toolbox, target);
  onStep(outcome.step);
  const why = whyNotForced(toolbox, outcome);
  if (why !== null) {
    order.left.forced.delete(name);
    const row = { name, state: before, lint: lintCell(way), channels };
    return { isForced: false, tested: untested({ ...row, ...why }) };
  }
  const isAcknowledged = outcome.state === 'done';
  const openIntent = outcome.state === 'done' ? outcome.openIntent : null;
  const call = { calledAtMs, isAcknowledged, hasNotified: false };
  return { isForced: true, trial: { ...target, ...call, way, actions, openIntent } };
}

type WhyNot = Pick<Untested, 'verdict' | 'refusal' | 'wouldBeForced'>;

/** Null where it is forced, or may be. */
function whyNotForced(toolbox: Toolbox, outcome: SetToAlarm['outcome']): WhyNot | null {
  switch (outcome.state) {
    case 'in-doubt':
      return null;
    case 'skipped':
      return { verdict: inconclusive('dry run: nothing was forced'), wouldBeForced: true };
    case 'failed':
      return { verdict: fail(`not forced: ${outcome.error.message}`), refusal: outcome.error };
    case 'done': {
      const { value, openIntent, step } = outcome;
      if (value.isSet) return null;
      if (openIntent !== null) closeIntent(toolbox, { step: step.id, intent: openIntent }, value.why);
      return { verdict: inconclusive(value.why) };
    }
  }
}
