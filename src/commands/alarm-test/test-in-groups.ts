/* The alarms in small groups with pauses, so that no channel is flooded and no rate limit is met. */
import type { StepResult } from '../../domain/step-result.ts';
import { isInterruption } from '../../runtime/interruption.ts';
import { stopCauseOf, stopReasons } from '../../runtime/stop-cause.ts';
import { whyLockLost } from '../environment-lock.ts';
import { readBackMs } from '../restore-alarm.ts';
import type { Toolbox } from '../toolbox.ts';
import type { ChosenAlarm } from './choose-alarms.ts';
import { type TestedGroup, testGroup } from './test-group.ts';
import type { TestOrder } from './test-order.ts';
import { isUnfinished, mayBeForced, type TestedAlarm } from './trial.ts';

/** Each alarm makes two messages per channel, ALARM and OK. */
export const groupSize = 4;
/**
 * From the start of one group to the next: eight messages in half a minute stay under Telegram's 20 a minute for a group
 * chat (https://core.telegram.org/bots/faq#broadcasting-to-users) and Slack's one a second. Milliseconds.
 */
const paceMs = 30_000;
/** What one group takes at the very most: hops that never come, reads that lag, states that do not read back. Milliseconds. */
const longestGroupMs = 60_000 + groupSize * 2 * readBackMs;
/** Reads before the first group, and the last look. Milliseconds. */
const marginMs = 180_000;

/** How long a test of so many alarms may take, milliseconds: the lock lapses then. */
export function longestTestMs(alarms: number): number {
  return Math.ceil(alarms / groupSize) * longestGroupMs + marginMs;
}

/**
 * An interruption, a state that could not be restored, or another's lock in place of ours ends it after the group that is under
 * way; the rest says that it was not tested.
 */
export async function testInGroups(
  toolbox: Toolbox,
  order: TestOrder,
  chosen: readonly ChosenAlarm[],
): Promise<TestedGroup> {
  const steps: StepResult[] = [];
  const tested: TestedAlarm[] = [];
  let startedMs: number | null = null;
  let lost: string | null = null;
  const whyNot = () => {
    const cause = stopCauseOf(toolbox.signal);
    if (cause !== null) return stopReasons[cause];
    if (lost !== null) return `the lock was taken over: ${lost}`;
    if (tested.some(mayBeForced)) return 'an alarm before it could not be restored';
    return tested.some(isUnfinished) ? 'an alarm before it could not be marked as really in ALARM' : null;
  };
  for (let at = 0; at < chosen.length; at += groupSize) {
    if (whyNot() === null) await pause(toolbox, startedMs);
    // A cutover that took it over watches the alarms.
    if (order.left.lock) lost ??= await whyLockLost(toolbox, order.left.lock);
    startedMs = toolbox.clock.now().getTime();
    const group = await testGroup(toolbox, order, { group: chosen.slice(at, at + groupSize), whyNot });
    steps.push(...group.steps);
    tested.push(...group.tested);
  }
  return { tested, steps };
}

/** An interruption ends the pause: the groups behind it are then only written down as not tested. */
async function pause(toolbox: Toolbox, startedMs: number | null): Promise<void> {
  if (startedMs === null || toolbox.isDryRun) return;
  const leftMs = startedMs + paceMs - toolbox.clock.now().getTime();
  try {
    if (leftMs > 0) await toolbox.clock.sleep(leftMs, toolbox.signal);
  } catch (error) {
    if (!isInterruption(error)) throw error;
  }
}
