/** Asks the deployed function which build it is. That has no effects, but it is an invoke, so it leaves evidence. */
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
  /** Why a run of that build would refuse its own configuration; null if it would not, or did not say. */
  readonly configurationRefused: string | null;
  readonly step: StepResult;
}

const probeAnswer = z.object({
  buildId: z.string().regex(/^[0-9a-f]{64}$/),
  checks: z.array(z.object({ id: z.string(), isOk: z.boolean(), detail: z.string().nullable() })).default([]),
});

/** Never throws for what AWS did. A function under the brake answers 429: then nobody knows its build. */
export async function askBuild(toolbox: Toolbox): Promise<AskedBuild> {
  const name = toolbox.environment.function;
  const outcome = await runStep(toolbox, {
    id: 'ask-build',
    title: `Ask ${name} which build it is`,
    change: { kind: 'probe-invoke', function: name, purpose: 'learn the build id' },
    act: () => toolbox.aws.functions.invoke(name, { mode: 'build' }),
    describe: (answer) => ('reason' in answer ? `refused: ${answer.reason}` : `answer ${answer.status}`),
  });
  const { step } = outcome;
  const unknown = (because: string): AskedBuild => ({
    buildId: null,
    because,
    configurationRefused: null,
    step,
  });
  if (outcome.state !== 'done') return unknown(step.detail);
  const answer = outcome.value;
  if ('reason' in answer) return unknown(`Lambda refuses runs (${answer.reason})`);
  const parsed = probeAnswer.safeParse(answer.payload);
  if (answer.functionError === null && parsed.success) {
    const settings = parsed.data.checks.find(({ id }) => id === 'settings');
    return {
      buildId: parsed.data.buildId,
      because: 'the function said so',
      configurationRefused: settings?.isOk === false ? (settings.detail ?? 'no reason given') : null,
      step,
    };
  }
  const why = answer.functionError === null ? 'no build id in its answer' : whyFunctionFailed(answer);
  return unknown(`it did not say which build it is: ${why}`);
}
