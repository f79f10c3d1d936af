/* The environment's lock as a cutover holds it: kept in its story, and taken up again by the cutover that resumes it. */
import { commandsFor } from '../commands-for.ts';
import { releaseEnvironmentLock, takeEnvironmentLock } from '../environment-lock.ts';
import type { Toolbox } from '../toolbox.ts';
import type { Story } from './story.ts';

export interface LockRequest {
  /** How long it holds at most, milliseconds: a dead holder must not block for ever. */
  readonly holdMs: number;
  /** Take it although another holds it; needs --reason. */
  readonly steal: boolean;
}

/** Takes the lock, or throws LOCK_HELD, naming the holder. A lock of the run that is resumed counts as our own. */
export async function takeLock(toolbox: Toolbox, story: Story, request: LockRequest): Promise<void> {
  const { resume, stealLock } = commandsFor(toolbox.environment);
  story.lock = await takeEnvironmentLock(toolbox, {
    ...request,
    operation: 'cutover',
    isOurs: ({ run }) => story.resumed?.runs.includes(run) ?? false,
    whenHeld: `Ask them. If their run died: ${resume}. Otherwise: ${stealLock}`,
    onStep: (step) => story.steps.push(step),
  });
}

/** Gives our lock back. What keeps it from that is said, and changes nothing else: it lapses by itself. */
export async function releaseLock(toolbox: Toolbox, story: Story): Promise<void> {
  const { lock } = story;
  if (!lock) return;
  story.lock = null;
  story.steps.push(await releaseEnvironmentLock(toolbox, lock));
}
