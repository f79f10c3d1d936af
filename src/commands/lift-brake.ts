/** Puts back the reserved concurrency that a rollback replaced by 0, proves it, and takes the brake item away. */
import type { CheckResult } from '../domain/check-result.ts';
import type { BrakeItem } from '../domain/control-item.ts';
import type { StepResult } from '../domain/step-result.ts';
import { fail, inconclusive, pass, type Verdict } from '../domain/verdict.ts';
import { runStep } from './run-step.ts';
import type { StepOutcome } from './step.ts';
import type { Toolbox } from './toolbox.ts';

export interface Lifted {
  readonly steps: readonly StepResult[];
  readonly check: CheckResult;
  readonly wasThere: boolean;
  /** Whether a write of it got no usable answer. */
  readonly isInDoubt: boolean;
}

/** Throws what reading the brake and the concurrency throws: before that, nothing was changed. */
export async function liftBrake(toolbox: Toolbox, functionName: string): Promise<Lifted> {
  const [brake, reserved] = await Promise.all([
    toolbox.aws.control.read('brake'),
    toolbox.aws.functions.reservedConcurrency(functionName),
  ]);
  if (brake?.function !== functionName) return withoutBrake(functionName, reserved);
  const put = await putBack(toolbox, brake);
  if (put.state !== 'done') return lifted(functionName, [put], notLifted(put, brake));
  const seen = await toolbox.aws.functions.reservedConcurrency(functionName).catch(() => undefined);
  const verdict = verdictOf(seen, brake.previous);
  if (verdict.state !== 'pass') return lifted(functionName, [put], { verdict, observed: text(seen), brake });
  const removed = await runStep(toolbox, {
    id: 'brake-removed',
    title: 'Take the brake item away',
    change: { kind: 'control-item', name: 'brake', action: 'remove' },
    act: () => toolbox.aws.control.remove('brake', brake),
    describe: () => `${text(brake.previous)} again`,
  });
  return lifted(functionName, [put, removed], { verdict, observed: `0 reserved -> ${text(seen)}`, brake });
}

function putBack(toolbox: Toolbox, brake: BrakeItem): Promise<StepOutcome<string>> {
  const { functions } = toolbox.aws;
  const { previous } = brake;
  return runStep(toolbox, {
    id: 'concurrency-restored',
    title: `Let ${brake.function} run again (${text(previous)})`,
    change: { kind: 'reserved-concurrency', function: brake.function, value: previous },
    act: () =>
      previous === null
        ? functions.clearReservedConcurrency(brake.function)
        : functions.setReservedConcurrency(brake.function, previous),
    describe: () => `0 reserved -> ${text(previous)}`,
  });
}

interface Finding {
  readonly verdict: Verdict;
  readonly observed: string;
  readonly brake: BrakeItem | null;
}

function notLifted(put: StepOutcome<string>, brake: BrakeItem): Finding {
  const verdict =
    put.state === 'skipped' ? inconclusive('dry run: nothing was called') : fail(put.step.detail);
  return { verdict, observed: 'not put back', brake };
}

function withoutBrake(functionName: string, reserved: number | null): Lifted {
  if (reserved !== 0)
    return lifted(functionName, [], { verdict: pass, observed: text(reserved), brake: null });
  const verdict = fail('reserved concurrency is 0 and nobody kept what was there before');
  return lifted(functionName, [], { verdict, observed: '0 reserved, no brake item', brake: null });
}

function verdictOf(seen: number | null | undefined, wanted: number | null): Verdict {
  if (seen === undefined) return inconclusive('it could not be read back');
  return seen === wanted ? pass : fail(`it reads back as ${text(seen)}`);
}

function lifted(functionName: string, outcomes: readonly StepOutcome<string>[], finding: Finding): Lifted {
  const { verdict, observed, brake } = finding;
  return {
    steps: outcomes.map(({ step }) => step),
    wasThere: brake !== null,
    isInDoubt: outcomes.some(({ state }) => state === 'in-doubt'),
    check: {
      id: 'brake-lifted',
      title: `Runs of ${functionName} are let in`,
      severity: 'block',
      expected: brake === null ? 'not 0 reserved' : text(brake.previous),
      observed,
      verdict,
      source: 'lambda:GetFunctionConcurrency',
      remedy:
        verdict.state === 'pass'
          ? null
          : `aws lambda delete-function-concurrency --function-name ${functionName}`,
    },
  };
}

function text(reserved: number | null | undefined): string {
  if (reserved === undefined) return 'could not be read';
  return reserved === null ? 'none reserved' : `${reserved} reserved`;
}
