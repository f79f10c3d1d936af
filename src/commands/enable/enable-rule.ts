/* Enables the rule: reads before and after, refuses a second sender, and says what is true whatever AWS answered. */
import type { Rule, RuleTarget } from '../../aws/services.ts';
import { canonicalJson } from '../../domain/fingerprint.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { waitUntil } from '../../runtime/wait-until.ts';
import { findRivalSender } from '../find-rival-sender.ts';
import { runStep } from '../run-step.ts';
import type { Toolbox } from '../toolbox.ts';

export interface EnableOutcome {
  /**
   * `failed`: AWS refused, known unchanged. `in-doubt`: no usable answer. `unproven`: AWS said yes, and it does not read
   * back. `skipped`: dry run.
   */
  readonly state: 'enabled' | 'already-enabled' | 'refused' | 'failed' | 'in-doubt' | 'unproven' | 'skipped';
  /** What happened and what is true now, for the operator. */
  readonly detail: string;
  /** The rule's state as last read; null where it could not be read. */
  readonly liveState: Rule['state'] | null;
  /** UTC milliseconds just before the call: runs that start later are its effect. */
  readonly calledAtMs: number;
  readonly schedule: string | null;
  readonly steps: readonly StepResult[];
  readonly error: Error | null;
}

interface RuleView {
  readonly rule: Rule;
  readonly targets: readonly RuleTarget[];
}

/**
 * `beforeCall` is told just before the one call that changes anything. Throws OperatorError where the state before
 * cannot be read: then nothing was changed.
 */
export async function enableRule(
  toolbox: Toolbox,
  beforeCall: () => void = () => {},
): Promise<EnableOutcome> {
  const before = await view(toolbox);
  const frame = frameOf(toolbox, before);
  const obstacle = await findObstacle(toolbox, before);
  if (obstacle !== null || before === null)
    return { ...frame, state: 'refused', detail: obstacle ?? 'There is no such rule.' };
  if (before.rule.state === 'ENABLED')
    return { ...frame, state: 'already-enabled', detail: `${before.rule.name} was ENABLED before.` };
  const { name } = before.rule;
  beforeCall();
  const outcome = await runStep(toolbox, {
    id: 'enable',
    title: `Enable rule ${name}`,
    change: { kind: 'rule-enabled', rule: name },
    act: () => toolbox.aws.rules.enable(name),
    describe: () => 'AWS acknowledged it; now it is read back',
  });
  const acted = { ...frame, steps: [outcome.step], error: 'error' in outcome ? outcome.error : null };
  if (outcome.state === 'skipped') return { ...acted, state: 'skipped', detail: outcome.step.detail };
  const after = await readBack(toolbox, outcome.state === 'done');
  return conclude(acted, outcome.state, before, after);
}

function frameOf(toolbox: Toolbox, before: RuleView | null) {
  return {
    liveState: before?.rule.state ?? null,
    calledAtMs: toolbox.clock.now().getTime(),
    schedule: before?.rule.schedule ?? null,
    steps: [],
    error: null,
  };
}

function conclude(
  acted: Omit<EnableOutcome, 'state' | 'detail'>,
  answer: 'done' | 'failed' | 'in-doubt',
  before: RuleView,
  after: RuleView | null,
): EnableOutcome {
  const { name } = before.rule;
  const liveState = after?.rule.state ?? null;
  const now = liveState === null ? `${name} could not be read back.` : `${name} is ${liveState} now.`;
  const found = { ...acted, liveState };
  if (answer === 'failed') {
    const state = liveState === 'ENABLED' ? 'in-doubt' : 'failed';
    return { ...found, state, detail: `${acted.error?.message} ${now}` };
  }
  if (answer === 'in-doubt') return { ...found, state: 'in-doubt', detail: `${acted.error?.message} ${now}` };
  if (liveState !== 'ENABLED')
    return { ...found, state: 'unproven', detail: `AWS acknowledged EnableRule. ${now}` };
  if (after && !hasSameTargets(before, after)) {
    return { ...found, state: 'unproven', detail: `${now} Its targets changed meanwhile.` };
  }
  return {
    ...found,
    state: 'enabled',
    detail: `${name}: ${before.rule.state} -> ENABLED, targets unchanged.`,
  };
}

/** EventBridge asks for "a short period of time" and names no figure. Milliseconds. */
const readBackMs = 30_000;

/** The rule as it reads now; where AWS said yes, polled until it shows. Null where no read was answered. */
async function readBack(toolbox: Toolbox, isAcknowledged: boolean): Promise<RuleView | null> {
  const seen: (RuleView | null)[] = [];
  await waitUntil({
    clock: toolbox.clock,
    signal: toolbox.signal,
    deadlineMs: isAcknowledged ? readBackMs : 0,
    intervalMs: 250,
    maxIntervalMs: 2_000,
    probe: async () => {
      const now = await view(toolbox).catch(() => null);
      if (now !== null) seen.push(now);
      return now?.rule.state === 'ENABLED' ? now : null;
    },
  });
  return seen.at(-1) ?? null;
}

/** Why it must not be enabled; null where nothing stands against it. */
async function findObstacle(toolbox: Toolbox, before: RuleView | null): Promise<string | null> {
  const { rule } = toolbox.environment;
  if (before === null) return `There is no rule ${rule}.`;
  if (before.targets.length !== 1) return `${rule} has ${before.targets.length} targets instead of one.`;
  return await findRivalSender(toolbox);
}

async function view(toolbox: Toolbox): Promise<RuleView | null> {
  const { rule: name } = toolbox.environment;
  const [rule, targets] = await Promise.all([
    toolbox.aws.rules.describe(name),
    toolbox.aws.rules.targets(name),
  ]);
  return rule && { rule, targets };
}

function hasSameTargets(before: RuleView, after: RuleView): boolean {
  const text = ({ targets }: RuleView) => canonicalJson(targets.map((target) => ({ ...target })));
  return text(before) === text(after);
}
