import type { StepResult } from '../../domain/step-result.ts';
import { type Restoration, restoreAlarm } from '../restore-alarm.ts';
import { withStubbornEvidence } from '../stubborn-evidence.ts';
import type { Toolbox } from '../toolbox.ts';
import type { ForcedTrial } from './trial.ts';

/**
 * Restores one tested alarm, also on a full disk and after Ctrl-C. Never throws: a defect of ours at one alarm must not keep
 * the others forced. Its intent stays open, since the last look still has to see that it stays restored.
 */
export async function restoreTrial(
  toolbox: Toolbox,
  trial: ForcedTrial,
  onStep: (step: StepResult) => void,
): Promise<Restoration> {
  const restoration = await restoreAlarm(withStubbornEvidence(toolbox), trial).catch((error) =>
    notRestored(trial, error),
  );
  if (restoration.step) onStep(restoration.step);
  return restoration;
}

function notRestored({ name }: ForcedTrial, error: unknown): Restoration {
  const sentence = `${name} may still stand in ALARM by our test: restoring it broke off: ${error instanceof Error ? error.message : String(error)}`;
  return { state: 'unknown', found: null, sentence, step: null, tookMs: 0 };
}
