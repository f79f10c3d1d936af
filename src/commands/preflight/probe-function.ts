/* Asks the deployed function which build it is, by an invoke that has no effects. */
import * as z from 'zod';
import { OperatorError } from '../../errors/operator-error.ts';
import { commandsFor } from '../commands-for.ts';
import { runStep } from '../run-step.ts';
import type { Toolbox } from '../toolbox.ts';
import { whyFunctionFailed } from '../why-function-failed.ts';

export interface ProbedBuild {
  /** sha256 (hex) over the bundle that answered. */
  readonly buildId: string;
  /** What the function tried of its own settings, secrets, tables and session. */
  readonly checks: readonly { readonly id: string; readonly isOk: boolean; readonly detail: string | null }[];
  readonly requestId: string;
}

const probeAnswer = z.object({
  buildId: z.string().regex(/^[0-9a-f]{64}$/),
  checks: z.array(z.object({ id: z.string(), isOk: z.boolean(), detail: z.string().nullable() })),
});

/** Invokes `{"mode":"probe"}` on this name or name:qualifier. Throws where no build id came back. */
export async function probeFunction(toolbox: Toolbox, name: string): Promise<ProbedBuild> {
  const outcome = await runStep(toolbox, {
    id: 'probe',
    title: `Ask ${name} which build it is`,
    change: { kind: 'probe-invoke', function: name, purpose: 'preflight reads the build id' },
    act: () => toolbox.aws.functions.invoke(name, { mode: 'probe' }),
    describe: (answer) => ('reason' in answer ? `refused: ${answer.reason}` : 'it answered'),
  });
  if (outcome.state === 'skipped') throw unanswered(toolbox, dryRunReason);
  if (outcome.state !== 'done') throw unanswered(toolbox, outcome.error.message);
  const answer = outcome.value;
  if ('reason' in answer) throw unanswered(toolbox, `Lambda refused it (429 ${answer.reason})`);
  if (answer.functionError !== null) throw unanswered(toolbox, whyFunctionFailed(answer));
  const parsed = probeAnswer.safeParse(answer.payload);
  if (!parsed.success) throw unanswered(toolbox, 'its answer has no build id');
  return { ...parsed.data, requestId: answer.requestId };
}

/** A dry run writes nothing and invokes nothing: what only that would tell stays open. */
export const dryRunReason = 'dry run: not done';

function unanswered({ environment }: Toolbox, why: string): OperatorError {
  return new OperatorError('AWS_REJECTED', {
    what: `The probe of ${environment.function} gave no build id: ${why}.`,
    now: 'Nothing was changed.',
    next: commandsFor(environment).tail,
  });
}
