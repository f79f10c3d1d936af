import type { ChildOptions, StartProgram } from '../../src/sandbox/lambda/child.ts';
import { startIn } from './container.ts';
import type { UnpackedImage } from './unpacked-image.ts';
import { type Condition, conditionOf } from './warm-lambda.ts';

/** All processes of a container between two events: what launched the program, and Node, whose main thread has this name. */
export const ownProcesses: readonly string[] = ['reap', 'MainThread'];

/** All that a login may leave in /tmp. */
export const browserFolder = 'naver-sms-chromium-153.0.0';

/** Starts containers for the sandbox, and keeps what each was like when its invocation was over, before it was ended. */
export function startWatched(image: UnpackedImage): {
  readonly start: StartProgram;
  readonly conditions: readonly Condition[];
} {
  const conditions: Condition[] = [];
  const start = (options: ChildOptions) => {
    const container = startIn(image)(options);
    const kill = () => {
      if (container.processes().length > 0) conditions.push(conditionOf(container));
      container.kill();
    };
    return { ...container, kill };
  };
  return { start, conditions };
}
