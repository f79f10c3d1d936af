/** After a drill: concurrency, stop and rule as they were, each read back. Goes on where one part fails, and says so. */
import type { CheckResult } from '../../domain/check-result.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { fail, inconclusive, pass, type Verdict, worstOf } from '../../domain/verdict.ts';
import { type Lifted, liftBrake } from '../lift-brake.ts';
import { liftStop } from '../lift-stop.ts';
import { runStep } from '../run-step.ts';
import type { Toolbox } from '../toolbox.ts';
import type { InitialState } from './drill-initial-state.ts';

export interface Restored {
  readonly steps: readonly StepResult[];
  readonly checks: readonly CheckResult[];
  /** Pass: everything reads back as it was before the drill. */
  readonly verdict: Verdict;
}

/** Never throws for what AWS did, and is not interrupted: a drill that stops half-way would leave customers waiting. */
export async function restoreDrill(toolbox: Toolbox, initial: InitialState): Promise<Restored> {
  const brake = await attempt('brake-lifted', () => liftBrake(toolbox, initial.target.function));
  const rule = await restoreRule(toolbox, initial);
  const stop = await attempt('stop-lifted', () => liftStop(toolbox));
  const parts = [brake, rule, stop];
  const checks = [...parts.map(({ check }) => check), await concurrencyCheck(toolbox, initial)];
  for (const check of checks) toolbox.report({ kind: 'check', check });
  return {
    steps: parts.flatMap(({ steps }) => steps),
    checks,
    verdict: worstOf(checks.map(({ verdict }) => verdict)),
  };
}

type Part = Pick<Lifted, 'steps' | 'check'>;

async function attempt(id: string, work: () => Promise<Part>): Promise<Part> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { steps: [], check: restoredCheck(id, 'as before', reason, inconclusive(reason)) };
  }
}

async function restoreRule(toolbox: Toolbox, { target, ruleState }: InitialState): Promise<Part> {
  const steps: StepResult[] = [];
  if (ruleState === 'ENABLED') {
    const outcome = await runStep(toolbox, {
      id: 'rule-restored',
      title: `Enable the drill rule ${target.rule} again`,
      change: { kind: 'rule-enabled', rule: target.rule },
      act: () => toolbox.aws.rules.enable(target.rule),
      describe: () => 'DISABLED -> ENABLED, as before the drill',
    });
    steps.push(outcome.step);
  }
  const seen = await toolbox.aws.rules.describe(target.rule).then(
    (rule) => rule?.state ?? 'missing',
    () => null,
  );
  return {
    steps,
    check: restoredCheck(
      'rule-restored',
      ruleState,
      seen ?? 'could not be read',
      sameVerdict(seen, ruleState),
    ),
  };
}

/** The brake item says what to put back; this compares with what the drill itself saw at its beginning. */
async function concurrencyCheck(toolbox: Toolbox, { target, reserved }: InitialState): Promise<CheckResult> {
  const text = (value: number | null) => (value === null ? 'none reserved' : `${value} reserved`);
  const seen = await toolbox.aws.functions.reservedConcurrency(target.function).then(text, () => null);
  const expected = text(reserved);
  return restoredCheck(
    'concurrency-restored',
    expected,
    seen ?? 'could not be read',
    sameVerdict(seen, expected),
  );
}

function sameVerdict(seen: string | null, expected: string): Verdict {
  if (seen === null) return inconclusive('it could not be read back');
  return seen === expected ? pass : fail(`it is ${seen}, before the drill it was ${expected}`);
}

function restoredCheck(id: string, expected: string, observed: string, verdict: Verdict): CheckResult {
  return {
    id,
    title: `Restored after the drill: ${id.replace(/-.*/, '')}`,
    severity: 'block',
    expected,
    observed,
    verdict,
    source: 'read back after the drill',
    remedy: verdict.state === 'pass' ? null : 'naver-sms delivery resume',
  };
}
