/** Takes the delivery stop away and proves it: from then on, messages may leave as the approval allows. */
import type { CheckResult } from '../domain/check-result.ts';
import type { StopItem } from '../domain/control-item.ts';
import { fail, inconclusive, pass, type Verdict } from '../domain/verdict.ts';
import type { Lifted } from './lift-brake.ts';
import { runStep } from './run-step.ts';
import type { StepOutcome } from './step.ts';
import type { Toolbox } from './toolbox.ts';

/** Throws what reading the stop throws: before that, nothing was changed. */
export async function liftStop(toolbox: Toolbox): Promise<Lifted> {
  const stop = await toolbox.aws.control.read('stop');
  if (stop === null) return { steps: [], wasThere: false, isInDoubt: false, check: checkOf('no stop', pass) };
  const outcome = await remove(toolbox, stop);
  const seen =
    outcome.state === 'skipped' ? undefined : await toolbox.aws.control.read('stop').catch(() => undefined);
  const verdict = verdictOf(outcome, seen);
  const observed =
    verdict.state === 'pass' ? `stopped by ${stop.who} -> no stop` : 'still stopped or not readable';
  const isInDoubt = outcome.state === 'in-doubt' && verdict.state !== 'pass';
  return { steps: [outcome.step], wasThere: true, isInDoubt, check: checkOf(observed, verdict) };
}

function remove(toolbox: Toolbox, stop: StopItem): Promise<StepOutcome<string>> {
  return runStep(toolbox, {
    id: 'stop-removed',
    title: 'Take the delivery stop away',
    change: { kind: 'control-item', name: 'stop', action: 'remove' },
    act: () => toolbox.aws.control.remove('stop', stop),
    describe: () => `was: stopped by ${stop.who} at ${stop.at} (${stop.why})`,
  });
}

function verdictOf(outcome: StepOutcome<string>, seen: StopItem | null | undefined): Verdict {
  if (outcome.state === 'skipped') return inconclusive('dry run: nothing was called');
  if (seen === null) return pass;
  if (seen === undefined) return inconclusive('it could not be read back');
  return fail(
    outcome.state === 'done' ? `somebody stopped again: ${seen.who}, ${seen.why}` : outcome.step.detail,
  );
}

function checkOf(observed: string, verdict: Verdict): CheckResult {
  return {
    id: 'stop-lifted',
    title: 'Delivery is not stopped',
    severity: 'block',
    expected: 'no stop item',
    observed,
    verdict,
    source: 'item stop of the control table, read consistently',
    remedy: verdict.state === 'pass' ? null : 'naver-sms delivery resume',
  };
}
