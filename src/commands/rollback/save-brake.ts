/** Keeps the reserved concurrency that was there before the brake, so that it can be put back: "unset" and 5 are not 0. */
import type { BrakeItem } from '../../domain/control-item.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { operatorName } from '../operator-name.ts';
import { runStep } from '../run-step.ts';
import type { Toolbox } from '../toolbox.ts';
import { reservedText } from './levers.ts';

export interface SavedBrake {
  readonly steps: readonly StepResult[];
  /** What could not be kept, with what to do about it; null where all is kept. */
  readonly warning: string | null;
}

/** Reads and keeps the value of now. A value that an earlier rollback kept is never overwritten. Does not throw. */
export async function saveBrake(toolbox: Toolbox, functionName: string): Promise<SavedBrake> {
  const { control, functions } = toolbox.aws;
  const [previous, kept] = await Promise.all([
    functions.reservedConcurrency(functionName).catch(() => undefined),
    control.read('brake').catch(() => undefined),
  ]);
  if (kept) return keptAlready(kept, functionName, previous);
  if (previous === undefined) return lost('could not be read', functionName);
  if (previous === 0) {
    return lost('was already 0 and no earlier value is kept', functionName);
  }
  return await keep(toolbox, { function: functionName, previous });
}

async function keep(toolbox: Toolbox, value: Pick<BrakeItem, 'function' | 'previous'>): Promise<SavedBrake> {
  const item: BrakeItem = {
    ...value,
    setBy: `${operatorName(toolbox.operator)}, ${toolbox.run}`,
    at: toolbox.clock.now().toISOString(),
  };
  const outcome = await runStep(toolbox, {
    id: 'brake',
    title: `Keep the reserved concurrency of ${value.function}`,
    change: { kind: 'control-item', name: 'brake', action: 'put' },
    act: () => toolbox.aws.control.replace('brake', null, item),
    describe: () => `kept: ${reservedText(value.previous)}`,
  });
  const isKept = outcome.state === 'done' || outcome.state === 'skipped';
  const warning = `The earlier value is not kept in the control table. Write it down: ${reservedText(value.previous)}.`;
  return { steps: [outcome.step], warning: isKept ? null : warning };
}

function keptAlready(kept: BrakeItem, functionName: string, previous: number | null | undefined): SavedBrake {
  if (kept.function === functionName) return { steps: [], warning: null };
  const now = previous === undefined ? 'unknown' : reservedText(previous);
  return {
    steps: [],
    warning: `The brake item belongs to ${kept.function}; for ${functionName} write down what was there: ${now}.`,
  };
}

function lost(why: string, functionName: string): SavedBrake {
  return {
    steps: [],
    warning: `The reserved concurrency of ${functionName} ${why}: look it up before you put it back.`,
  };
}
