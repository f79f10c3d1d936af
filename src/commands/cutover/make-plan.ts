/* Preflight, and the plan that follows from what it saw. */
import { differingParts } from '../../domain/fingerprint.ts';
import { type CutoverPlan, planHash, planLines } from '../../domain/plan.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import { commandsFor } from '../commands-for.ts';
import { blockingFindings } from '../preflight/blocking-findings.ts';
import { dryRunReason } from '../preflight/probe-function.ts';
import { type Preflight, runPreflight } from '../preflight/run-preflight.ts';
import type { Toolbox } from '../toolbox.ts';
import { type PlannedCutover, recordPlan } from './cutover-record.ts';
import { resumedRun, type Story } from './story.ts';

export interface PlanRequest {
  readonly maxTicks: number;
  /** The begin of the fingerprint that preflight gave the operator; null: whatever it is. */
  readonly liveState: string | null;
  readonly ruleState: 'DISABLED' | 'ENABLED';
}

/** Runs preflight, prints and records the plan. Throws PREFLIGHT_FAILED or PLAN_STALE; nothing is changed by it. */
export async function makePlan(
  toolbox: Toolbox,
  story: Story,
  request: PlanRequest,
): Promise<PlannedCutover> {
  toolbox.report({ kind: 'phase', title: 'Preflight' });
  const aim = { ruleState: request.ruleState, ownLockRun: toolbox.run, isBrief: true };
  const preflight = await runPreflight(toolbox, aim);
  story.checks = preflight.checks;
  refuseFindings(toolbox, preflight);
  const plan = await planFrom(toolbox, story, preflight, request.maxTicks);
  const planned = { plan, hash: planHash(plan), live: preflight.live, resumes: resumedRun(story) };
  refuseDrift(toolbox, story, preflight, request.liveState);
  toolbox.report({ kind: 'phase', title: `Plan ${planned.hash.slice(0, 12)}` });
  for (const text of planLines(plan)) toolbox.report({ kind: 'note', text });
  if (!toolbox.isDryRun) recordPlan(toolbox, planned);
  return planned;
}

function refuseFindings(toolbox: Toolbox, { checks }: Preflight): void {
  const blocking = blockingFindings(checks).filter(({ verdict }) => !isDryRunGap(toolbox, verdict));
  const [first] = blocking;
  if (!first) return;
  throw new OperatorError('PREFLIGHT_FAILED', {
    what: `${blocking.length} of ${checks.length} checks stand against the cutover: ${blocking.map(({ title }) => title).join('; ')}.`,
    now: 'The rule was not touched.',
    next: first.remedy ?? commandsFor(toolbox.environment).preflight,
  });
}

/** In a dry run the function is not invoked: what only its answer can tell stays open and is said. */
function isDryRunGap({ isDryRun }: Toolbox, verdict: Preflight['verdict']): boolean {
  return isDryRun && verdict.state === 'inconclusive' && verdict.reason.includes(dryRunReason);
}

async function planFrom(
  toolbox: Toolbox,
  story: Story,
  { reads, fingerprint }: Preflight,
  maxTicks: number,
): Promise<CutoverPlan> {
  const { environment } = toolbox;
  const [rule, deployed, build] = await Promise.all([reads.rule(), reads.deployed(), reads.build()]);
  const image = deployed.state === 'read' ? deployed.value.image : null;
  return {
    environment: environment.name,
    account: environment.account,
    region: environment.region,
    rule: environment.rule,
    function: environment.function,
    from: rule.state === 'read' ? (rule.value?.state ?? 'ABSENT') : 'unknown',
    to: 'ENABLED',
    schedule: rule.state === 'read' ? (rule.value?.schedule ?? '') : '',
    buildId: build.state === 'read' ? build.value.buildId : 'not asked',
    imageDigest: image?.digest ?? 'none',
    generation: story.generation ?? 0,
    fingerprint,
    maxTicks,
  };
}

/** A cutover goes on only in the world that was agreed to, or that the resumed one was planned for. */
function refuseDrift(
  toolbox: Toolbox,
  { resumed }: Story,
  { live, fingerprint }: Preflight,
  agreed: string | null,
): void {
  if (agreed !== null && !fingerprint.startsWith(agreed)) {
    throw stale(toolbox, `Live state is ${fingerprint.slice(0, 12)} now, not ${agreed}.`);
  }
  if (!resumed) return;
  const parts = differingParts(resumed.live, live);
  if (parts.length > 0)
    throw stale(toolbox, `Live state changed since the plan was made: ${parts.join(', ')}.`);
}

function stale({ environment }: Toolbox, what: string): OperatorError {
  return new OperatorError('PLAN_STALE', {
    what,
    now: 'This command did not touch the rule.',
    next: commandsFor(environment).preflight,
  });
}
