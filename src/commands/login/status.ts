/** `login status`: whether the next run may sign in to Naver, and what came of the last login. */
import * as z from 'zod';
import type { CheckResult } from '../../domain/check-result.ts';
import type { LoginBreakerItem } from '../../domain/control-item.ts';
import { type LoginPermission, loginPermission } from '../../domain/login-breaker.ts';
import { fail, inconclusive, pass, type Verdict } from '../../domain/verdict.ts';
import type { Reading } from '../../domain/verification-facts.ts';
import { type ExitCode, exitCodes } from '../../errors/exit-codes.ts';
import { secretNameOf } from '../../monitoring/secret-names.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { defineCommand } from '../define-command.ts';
import type { Toolbox } from '../toolbox.ts';
import { tryRead } from '../try-read.ts';

export const loginStatusCommand = defineCommand({
  words: ['login', 'status'],
  summary: 'say whether a run may sign in to Naver, and how the last login ended',
  description:
    'Reads the login breaker in the control table. A run signs in only if the partner API no longer takes the cached session, once, and ' +
    'only if the breaker allows it. Shows the structure of a login page that the build does not know, with values masked. Changes nothing.',
  options: [],
  examples: ['naver-sms login status', 'naver-sms login status --json'],
  evidence: 'unrecorded',
  schema: z.object({}),
  run: loginStatus,
});

async function loginStatus(toolbox: Toolbox): Promise<CommandResult> {
  const item = await toolbox.aws.control.read('login-breaker');
  const version = await readVersion(toolbox, item);
  const permission = loginPermission(
    item,
    toolbox.clock.now(),
    version?.state === 'read' ? version.value : null,
  );
  const verdict = verdictOf(permission, version);
  toolbox.report({ kind: 'check', check: breakerCheck(item, verdict) });
  const page = item?.page?.split('\n') ?? null;
  showPage(toolbox, page);
  return {
    exitCode: exitCodeOf(verdict),
    verdict,
    headline: headlineOf(verdict),
    steps: [],
    checks: [breakerCheck(item, verdict)],
    spans: [],
    next: nextOf(toolbox, item, verdict),
    data: { breaker: item, mayLogIn: verdict.state === 'pass', page },
  };
}

/** Null: no password was refused, so that the version does not matter. */
async function readVersion(
  toolbox: Toolbox,
  item: LoginBreakerItem | null,
): Promise<Reading<string | null> | null> {
  if (item === null || item.refusedSecretVersion === null) return null;
  return await tryRead(toolbox, {
    source: `secretsmanager:DescribeSecret ${secretNameOf.naver}`,
    ask: () => toolbox.aws.secrets.currentVersion(secretNameOf.naver),
  });
}

function verdictOf(permission: LoginPermission, version: Reading<string | null> | null): Verdict {
  if (!permission.isAllowed) return fail(permission.reason);
  if (version?.state === 'unreadable') {
    return inconclusive(`whether the refused password was corrected is not known: ${version.reason}`);
  }
  return pass;
}

function exitCodeOf(verdict: Verdict): ExitCode {
  if (verdict.state === 'pass') return exitCodes.doneAndProven;
  return verdict.state === 'fail' ? exitCodes.verdictNo : exitCodes.unreachable;
}

function headlineOf(verdict: Verdict): string {
  if (verdict.state === 'pass') return 'A run whose cached session is over may sign in.';
  return verdict.state === 'fail'
    ? `No run signs in: ${verdict.reason}.`
    : `Not known whether a run signs in: ${verdict.reason}.`;
}

/** What the login host showed instead of a page that the build knows. */
function showPage({ report }: Toolbox, page: readonly string[] | null): void {
  if (page === null) return;
  report({
    kind: 'note',
    text: 'The login host showed a page that is not in src/domain/login-form.ts (values masked):',
  });
  for (const line of page) report({ kind: 'note', text: line });
}

function nextOf(
  { environment }: Toolbox,
  item: LoginBreakerItem | null,
  verdict: Verdict,
): readonly string[] {
  const env = `--env ${environment.name}`;
  if (verdict.state === 'pass') return [`naver-sms login run ${env}`];
  const reset = `naver-sms login reset ${env} --confirm ${environment.function} --reason "<why>"`;
  if (item === null || item.needsOperator || item.refusedSecretVersion === null) return [reset];
  const put = `aws secretsmanager put-secret-value --secret-id ${secretNameOf.naver} --secret-string file://naver.json`;
  return [put, `naver-sms login run ${env}`];
}

function breakerCheck(item: LoginBreakerItem | null, verdict: Verdict): CheckResult {
  return {
    id: 'login-breaker',
    title: 'Login breaker',
    severity: 'info',
    expected: 'a login may be tried',
    observed: item === null ? 'no login is on record' : breakerText(item),
    verdict,
    source: 'item login-breaker of the control table, read consistently',
    remedy: null,
  };
}

function breakerText(item: LoginBreakerItem): string {
  const last = `last login ${item.lastAttemptAt} by run ${item.lastRun}: ${item.lastOutcome ?? 'not ended'}`;
  return `${last}, ${item.consecutiveFailures} failed in a row`;
}
