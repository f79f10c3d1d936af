/** `login reset`: an operator has put the account in order, so that runs may sign in again. */

import * as z from 'zod';
import type { CheckResult } from '../../domain/check-result.ts';
import type { LoginBreakerItem } from '../../domain/control-item.ts';
import { fail, inconclusive, pass, type Verdict } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { defineCommand } from '../define-command.ts';
import { exitCodeOfChange } from '../exit-code-of-change.ts';
import { runStep } from '../run-step.ts';
import type { StepOutcome } from '../step.ts';
import type { Toolbox } from '../toolbox.ts';

export const loginResetCommand = defineCommand({
  words: ['login', 'reset'],
  summary: 'let runs sign in to Naver again, after an operator fixed the account',
  description:
    'Removes the login breaker. After a CAPTCHA, a protected account or two-step verification, sign in by hand first: a further ' +
    'automatic login can lock the account. Needs --reason.',
  options: [],
  examples: [
    'naver-sms login reset --confirm naverplace_send_inform_v2 --reason "signed in by hand, no CAPTCHA any more"',
  ],
  evidence: 'required',
  confirm: (environment) => environment.function,
  schema: z.object({}),
  run: reset,
});

async function reset(toolbox: Toolbox): Promise<CommandResult> {
  requireReason(toolbox);
  const before = await toolbox.aws.control.read('login-breaker');
  if (before === null) return nothingToReset(toolbox);
  const outcome = await remove(toolbox, before);
  const seen =
    outcome.state === 'skipped'
      ? undefined
      : await toolbox.aws.control.read('login-breaker').catch(() => undefined);
  const verdict = verdictOf(outcome, seen);
  const check = checkOf(seen, verdict);
  toolbox.report({ kind: 'check', check });
  return {
    exitCode: exitCodeOfChange(outcome, verdict),
    verdict,
    headline: headlineOf(outcome, verdict, before),
    steps: [outcome.step],
    checks: [check],
    spans: [],
    next: [`naver-sms login run --env ${toolbox.environment.name}`],
    data: { before, after: seen ?? null },
  };
}

function requireReason({ operator, environment }: Toolbox): void {
  if (operator.reason !== null && operator.reason.trim() !== '') return;
  throw new OperatorError('UNKNOWN_USAGE', {
    what: '--reason is required for login reset; it is shown to the next operator.',
    now: 'Nothing was changed.',
    next: `naver-sms login reset --env ${environment.name} --confirm ${environment.function} --reason "<why>"`,
  });
}

function remove(toolbox: Toolbox, before: LoginBreakerItem): Promise<StepOutcome<string>> {
  return runStep(toolbox, {
    id: 'login-reset',
    title: 'Remove the login breaker',
    change: { kind: 'control-item', name: 'login-breaker', action: 'remove' },
    act: () => toolbox.aws.control.remove('login-breaker', before),
    describe: () => `was: ${before.lastOutcome ?? 'not ended'} at ${before.lastAttemptAt}`,
  });
}

function nothingToReset(toolbox: Toolbox): CommandResult {
  return {
    exitCode: exitCodes.doneAndProven,
    verdict: pass,
    headline: 'No login is on record: runs may sign in. Nothing was changed.',
    steps: [],
    checks: [],
    spans: [],
    next: [`naver-sms login run --env ${toolbox.environment.name}`],
    data: { before: null, after: null },
  };
}

type Seen = LoginBreakerItem | null | undefined;

function verdictOf(outcome: StepOutcome<string>, seen: Seen): Verdict {
  if (outcome.state === 'skipped') return inconclusive('dry run: nothing was called');
  if (seen === null) return pass;
  if (seen === undefined) return inconclusive('it could not be read back');
  return fail(outcome.state === 'done' ? `run ${seen.lastRun} is signing in already` : outcome.step.detail);
}

function checkOf(seen: Seen, verdict: Verdict): CheckResult {
  return {
    id: 'login-breaker',
    title: 'The login breaker is gone',
    severity: 'block',
    expected: 'no item login-breaker',
    observed: seen === undefined ? 'not read' : seen === null ? 'none' : `a login of ${seen.lastAttemptAt}`,
    verdict,
    source: 'item login-breaker of the control table, read consistently',
    remedy: verdict.state === 'pass' ? null : 'naver-sms login status',
  };
}

function headlineOf(outcome: StepOutcome<string>, verdict: Verdict, before: LoginBreakerItem): string {
  if (outcome.state === 'skipped') return 'Dry run: nothing was changed.';
  if (verdict.state !== 'pass') return `The login is not proven reset: ${verdict.reason}.`;
  return `Runs may sign in again. The last login had ended as ${before.lastOutcome ?? 'not ended'} at ${before.lastAttemptAt}.`;
}
