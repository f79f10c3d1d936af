/** `login run`: lets the function prove its session now, and sign in where it is over. Sends nothing. */
import * as z from 'zod';
import type { InvokeAnswer, InvokeThrottled } from '../../aws/services.ts';
import { fail, inconclusive, pass, type Verdict } from '../../domain/verdict.ts';
import { type ExitCode, exitCodes } from '../../errors/exit-codes.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { defineCommand } from '../define-command.ts';
import { runStep } from '../run-step.ts';
import type { StepOutcome } from '../step.ts';
import type { Toolbox } from '../toolbox.ts';

export const loginRunCommand = defineCommand({
  words: ['login', 'run'],
  summary: 'let the function sign in to Naver now, if its session is over',
  description:
    'Invokes the function with mode login: it proves the cached session on the partner API, and if that is over it signs in once ' +
    'and stores the cookies. It reads no booking and sends no message. The login breaker applies as for any run.',
  options: [],
  examples: ['naver-sms login run', 'naver-sms login run --reason "after the password was changed"'],
  evidence: 'required',
  schema: z.object({}),
  run: loginRun,
});

type Answer = InvokeAnswer | InvokeThrottled;

async function loginRun(toolbox: Toolbox): Promise<CommandResult> {
  const name = toolbox.environment.function;
  const outcome = await runStep<Answer>(toolbox, {
    id: 'login',
    title: `Let ${name} prove its session, and sign in where it is over`,
    change: { kind: 'login-invoke', function: name },
    act: () => toolbox.aws.functions.invoke(name, { mode: 'login' }),
    describe: (answer) => readAnswer(answer).sentence,
  });
  const read = outcome.state === 'done' ? readAnswer(outcome.value) : null;
  const verdict = verdictOf(outcome, read);
  return {
    exitCode: exitCodeOf(outcome, verdict),
    verdict,
    headline: headlineOf(outcome, read),
    steps: [outcome.step],
    checks: [],
    spans: [],
    next: [`naver-sms login status --env ${toolbox.environment.name}`],
    data: { session: read?.session ?? null },
  };
}

interface ReadAnswer {
  /** Null: there is no session. */
  readonly session: 'cached' | 'login' | null;
  readonly isStored: boolean;
  readonly sentence: string;
}

const signedIn = z.object({ session: z.enum(['cached', 'login']), isStored: z.boolean().default(true) });
const failed = z.object({ errorMessage: z.string() });

/** The function's own error text names the outcome and the remedy, and never a secret. */
function readAnswer(answer: Answer): ReadAnswer {
  const none = { session: null, isStored: false } as const;
  if ('reason' in answer) return { ...none, sentence: `Lambda refuses runs (${answer.reason})` };
  const parsed = signedIn.safeParse(answer.payload);
  if (answer.functionError === null && parsed.success) {
    return { ...parsed.data, sentence: howSignedIn(parsed.data) };
  }
  const error = failed.safeParse(answer.payload);
  return { ...none, sentence: error.success ? error.data.errorMessage : 'its answer cannot be read' };
}

function howSignedIn({ session, isStored }: z.infer<typeof signedIn>): string {
  if (session === 'cached') return 'the cached session is still taken';
  return isStored
    ? 'signed in, and the cookies are stored'
    : 'signed in, but the cookies could not be stored in table session, so the next run has to sign in again';
}

function verdictOf(outcome: StepOutcome<Answer>, read: ReadAnswer | null): Verdict {
  if (outcome.state === 'skipped') return inconclusive('dry run: nothing was called');
  if (read === null) return inconclusive(outcome.step.detail);
  return read.session === null || !read.isStored ? fail(read.sentence) : pass;
}

function exitCodeOf(outcome: StepOutcome<Answer>, verdict: Verdict): ExitCode {
  if (outcome.state === 'skipped' || verdict.state === 'pass') return exitCodes.doneAndProven;
  if (outcome.state === 'done') return exitCodes.verdictNo;
  if (outcome.state === 'in-doubt') return exitCodes.inDoubt;
  return outcome.error instanceof OperatorError ? outcome.error.exitCode : exitCodes.unreachable;
}

function headlineOf(outcome: StepOutcome<Answer>, read: ReadAnswer | null): string {
  if (outcome.state === 'skipped') return 'Dry run: nothing was changed.';
  if (read === null) return `Not known whether the function signed in: ${outcome.step.detail}`;
  return read.session === null
    ? `There is no session: ${read.sentence}.`
    : `There is a session: ${read.sentence}.`;
}
