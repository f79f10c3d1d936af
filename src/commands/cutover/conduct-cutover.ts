/* The stages of a cutover in their order. Reading this file is reading the operation. */

import { parseSchedule, windowOfTick } from '../../domain/schedule.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { commandsFor } from '../commands-for.ts';
import { type EnableOutcome, enableRule } from '../enable/enable-rule.ts';
import type { Toolbox } from '../toolbox.ts';
import { announce } from './announce.ts';
import { endDryRun, endInDoubt, endOpen, endRefused, endSucceeded, endUnproven } from './endings.ts';
import { readGeneration, refuseOvertaken } from './generation.ts';
import { takeLock } from './lock.ts';
import { makePlan } from './make-plan.ts';
import { type ProofOrder, proveTicks } from './prove-ticks.ts';
import { rollBack } from './roll-back.ts';
import type { Story } from './story.ts';

export interface CutoverOrder {
  readonly maxTicks: number;
  readonly steal: boolean;
  /** The begin of the fingerprint that was agreed to; null: whatever preflight sees. */
  readonly liveState: string | null;
}

/** Throws what stops it: before the rule was touched nothing is changed; afterwards conclude-failure.ts says what is. */
export async function conductCutover(
  toolbox: Toolbox,
  story: Story,
  order: CutoverOrder,
): Promise<CommandResult> {
  const rule = await toolbox.aws.rules.describe(toolbox.environment.rule);
  await fixGeneration(toolbox, story);
  const holdMs = lockDurationMs(toolbox, rule?.schedule ?? null, order.maxTicks);
  toolbox.signal.throwIfAborted();
  await takeLock(toolbox, story, { holdMs, steal: order.steal });
  toolbox.signal.throwIfAborted();
  const isOn = story.mayHaveEnabled && rule?.state === 'ENABLED';
  const planned = await makePlan(toolbox, story, { ...order, ruleState: isOn ? 'ENABLED' : 'DISABLED' });
  toolbox.signal.throwIfAborted();
  if (!isOn) await announce(toolbox, story, 'start', `Plan ${planned.hash.slice(0, 12)}.`);
  toolbox.signal.throwIfAborted();
  const enabled = await enableOnce(toolbox, story, isOn);
  if (toolbox.isDryRun) return endDryRun(toolbox, story, planned);
  if (enabled.state === 'refused' || enabled.state === 'failed') return endRefused(toolbox, story, enabled);
  if (enabled.state === 'in-doubt') return endInDoubt(toolbox, story, enabled);
  if (enabled.state === 'unproven') return endUnproven(toolbox, story, enabled.detail);
  return await prove(toolbox, story, order, story.resumed?.enabledAtMs ?? enabled.calledAtMs);
}

/** A resumed cutover belongs to the generation of its plan: a rollback since then has ended it. */
async function fixGeneration(toolbox: Toolbox, story: Story): Promise<void> {
  const { resumed } = story;
  if (resumed) await refuseOvertaken(toolbox, resumed.plan.generation);
  story.generation = resumed?.plan.generation ?? (await readGeneration(toolbox));
}

async function enableOnce(toolbox: Toolbox, story: Story, isOn: boolean): Promise<EnableOutcome> {
  const { rule } = toolbox.environment;
  toolbox.report({ kind: 'phase', title: `Enable ${rule}` });
  await refuseOvertaken(toolbox, story.generation ?? 0);
  const enabled = await enableRule(toolbox, () => noteCall(story, !toolbox.isDryRun));
  story.steps.push(...enabled.steps);
  toolbox.report({ kind: 'note', text: enabled.detail });
  if (enabled.state === 'failed') noteCall(story, false);
  await refuseOvertaken(toolbox, story.generation ?? 0);
  if (enabled.state !== 'already-enabled' || isOn) return enabled;
  return { ...enabled, state: 'refused', detail: `${rule} was enabled by somebody else after preflight.` };
}

function noteCall(story: Story, mayHaveActed: boolean): void {
  story.mayHaveEnabled = mayHaveActed;
  story.hasCalledEnable = mayHaveActed;
}

async function prove(
  toolbox: Toolbox,
  story: Story,
  order: CutoverOrder,
  enabledAtMs: number,
): Promise<CommandResult> {
  story.isProving = true;
  const proof = await proveTicks(toolbox, story, await proofOrder(toolbox, order, enabledAtMs));
  if (proof.state === 'failed') return await rollBack(toolbox, story, proof);
  if (proof.state === 'open') return await endOpen(toolbox, story, proof);
  return await endSucceeded(toolbox, story, proof);
}

async function proofOrder(
  toolbox: Toolbox,
  { maxTicks }: CutoverOrder,
  enabledAtMs: number,
): Promise<ProofOrder> {
  const { environment, aws } = toolbox;
  const [rule, configuration] = await Promise.all([
    aws.rules.describe(environment.rule),
    aws.functions.configuration(environment.function),
  ]);
  if (!rule || !configuration) {
    throw new OperatorError('AWS_NOT_FOUND', {
      what: `${rule ? environment.function : environment.rule} is not there any more.`,
      now: 'The rule may be ENABLED.',
      next: commandsFor(environment).rollback,
    });
  }
  const { logGroup, timeoutSeconds } = configuration;
  return { enabledAtMs, maxTicks, schedule: rule.schedule ?? '', logGroup, timeoutSeconds };
}

/** A quarter of an hour for what comes before the first tick and after the last. */
const lockMarginMs = 900_000;
const leastLockMs = 3_600_000;

/** Until the last tick that is waited for must have ended and been judged. */
function lockDurationMs({ clock }: Toolbox, expression: string | null, maxTicks: number): number {
  const nowMs = clock.now().getTime();
  const schedule = parseSchedule(expression ?? '');
  const last = schedule && windowOfTick(schedule, nowMs, maxTicks);
  return Math.max(leastLockMs, (last ? last.latestMs - nowMs : 0) + lockMarginMs);
}
