/** Asks the deployed function which build it is. The probe has no effects, but it is an invoke, so it leaves evidence. */
import * as z from 'zod';
import type { StepResult } from '../../domain/step-result.ts';
import { runStep } from '../run-step.ts';
import type { Toolbox } from '../toolbox.ts';
import { whyFunctionFailed } from '../why-function-failed.ts';

export interface AskedBuild {
  /** sha256 (hex) of the bundle; null where the function did not say. */
  readonly buildId: string | null;
  /** Why it did not, or what it said. */
  readonly because: string;
  readonly step: StepResult;
}

const probeAnswer = z.object({ buildId: z.string().regex(/^[0-9a-f]{64}$/) });

/** Never throws for what AWS did. A function under the brake answers 429: then nobody knows its build. */
export async function askBuild(toolbox: Toolbox): Promise<AskedBuild> {
  const name = toolbox.environment.function;
  const outcome = await runStep(toolbox, {
    id: 'ask-build',
    title: `Ask ${name} which build it is`,
    change: { kind: 'probe-invoke', function: name, purpose: 'learn the build id' },
    act: () => toolbox.aws.functions.invoke(name, { mode: 'probe' }),
    describe: (answer) => ('reason' in answer ? `refused: ${answer.reason}` : `answer ${answer.status}`),
  });
  const { step } = outcome;
  if (outcome.state !== 'done') return { buildId: null, because: step.detail, step };
  const answer = outcome.value;
  if ('reason' in answer) return { buildId: null, because: `Lambda refuses runs (${answer.reason})`, step };
  const parsed = probeAnswer.safeParse(answer.payload);
  if (answer.functionError === null && parsed.success) {
    return { buildId: parsed.data.buildId, because: 'the function said so', step };
  }
  const why = answer.functionError === null ? 'no build id in its answer' : whyFunctionFailed(answer);
  return { buildId: null, because: `the probe failed: ${why}`, step };
}
