import type { ChildOptions, StartProgram } from '../../src/sandbox/lambda/child.ts';
import { startIn } from './container.ts';
import type { UnpackedImage } from './unpacked-image.ts';
import { type Condition, conditionOf } from './warm-lambda.ts';

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
      const seen = conditionOf(container).then((condition) => conditions.push(condition));
      // A program that has ended by itself has no condition any more.
      void seen.catch(() => undefined).finally(container.kill);
    };
    return { ...container, kill };
  };
  return { start, conditions };
}
