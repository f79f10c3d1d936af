/* The number of a run, taken from the control table by an atomic add, so that a missing run leaves a gap. */
import { runStep } from './run-step.ts';
import type { Toolbox } from './toolbox.ts';

/** The number, or null with a warning where the table did not give one: such a run is evidence, but no gate takes it. */
export async function takeRunNumber(toolbox: Toolbox): Promise<number | null> {
  const { aws, clock, run, evidence, report } = toolbox;
  const outcome = await runStep(quietly(toolbox), {
    id: 'run-number',
    title: 'Take the next run number',
    change: { kind: 'control-item', name: 'evidence-run-number', action: 'increment' },
    act: () => aws.control.increment('evidence-run-number', { by: run, at: clock.now().toISOString() }),
    describe: ({ value }) => `run number ${value}`,
  });
  if (outcome.state === 'done') {
    evidence.setRunNo(outcome.value.value);
    return outcome.value.value;
  }
  if (outcome.state !== 'skipped') {
    report({
      kind: 'warning',
      text: `This run is unnumbered, and no gate accepts it: ${outcome.step.detail}`,
    });
  }
  return null;
}

/** Book-keeping of the ledger is in the ledger, not on the captain's checklist. */
export function quietly(toolbox: Toolbox): Toolbox {
  return { ...toolbox, report: () => {} };
}
