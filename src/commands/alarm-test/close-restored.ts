import { closeIntent } from '../close-intent.ts';
import { isOpen } from '../restore-alarm.ts';
import { withStubbornEvidence } from '../stubborn-evidence.ts';
import type { Toolbox } from '../toolbox.ts';
import type { TestedAlarm } from './trial.ts';

/** Closes the intent of each alarm that the last look found as it should be; the others wait for the next command. */
export function closeRestored(toolbox: Toolbox, tested: readonly TestedAlarm[]): void {
  const stubborn = withStubbornEvidence(toolbox);
  for (const { forced, restoration, isLookedAt } of tested) {
    if (!forced || forced.openIntent === null || !restoration || isOpen(restoration) || !isLookedAt) continue;
    closeIntent(stubborn, { step: `force-${forced.name}`, intent: forced.openIntent }, restoration.sentence);
  }
}
