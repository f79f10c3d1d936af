/** `login status`: whether the next run may sign in to Naver, and what came of the last login. */
import * as z from 'zod';
import type { CheckResult } from '../../domain/check-result.ts';
import type { LoginBreakerItem } from '../../domain/control-item.ts';
import { loginPermission } from '../../domain/login-breaker.ts';
import { fail, pass } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { defineCommand } from '../define-command.ts';
import type { Toolbox } from '../toolbox.ts';

export const loginStatusCommand = defineCommand({
  words: ['login', 'status'],
  summary: 'say whether a run may sign in to Naver, and how the last login ended',
  description:
    'Reads the login breaker in the control table. A run signs in only where the cached session is not taken any more, once, and only ' +
    'where the breaker allows it. Changes nothing.',
  options: [],
  examples: ['naver-sms login status', 'naver-sms login status --json'],
  evidence: 'unrecorded',
  schema: z.object({}),
  run: loginStatus,
});

async function loginStatus(toolbox: Toolbox): Promise<CommandResult> {
  const item = await toolbox.aws.control.read('login-breaker');
  const permission = loginPermission(item, toolbox.clock.now());
  const check = breakerCheck(item, permission.isAllowed);
  toolbox.report({ kind: 'check', check });
  const { name, function: functionName } = toolbox.environment;
  const env = `--env ${name}`;
  return {
    exitCode: permission.isAllowed ? exitCodes.doneAndProven : exitCodes.verdictNo,
    verdict: permission.isAllowed ? pass : fail(permission.reason),
    headline: permission.isAllowed
      ? 'A run whose cached session is over may sign in.'
      : `No run signs in: ${permission.reason}.`,
    steps: [],
    checks: [check],
    spans: [],
    next: permission.isAllowed
      ? [`naver-sms login run ${env}`]
      : [`naver-sms login reset ${env} --confirm ${functionName} --reason "<why>"`],
    data: { breaker: item, mayLogIn: permission.isAllowed },
  };
}

function breakerCheck(item: LoginBreakerItem | null, isAllowed: boolean): CheckResult {
  return {
    id: 'login-breaker',
    title: 'Login breaker',
    severity: 'info',
    expected: 'a login may be tried',
    observed: item === null ? 'no login is on record' : breakerText(item),
    verdict: isAllowed ? pass : fail('it forbids a login'),
    source: 'item login-breaker of the control table, read consistently',
    remedy: isAllowed ? null : 'naver-sms login reset',
  };
}

function breakerText(item: LoginBreakerItem): string {
  const last = `last login ${item.lastAttemptAt} by run ${item.lastRun}: ${item.lastOutcome ?? 'not ended'}`;
  return `${last}, ${item.consecutiveFailures} failed in a row`;
}
