/** `sends resend <claim>`: an operator decides that an absent or refused message is sent again, by the next live run. */

import * as z from 'zod';
import type { ListedClaim } from '../../aws/table-service.ts';
import type { CheckResult } from '../../domain/check-result.ts';
import { judgeResend } from '../../domain/send-again.ts';
import { fail, inconclusive, pass, type Verdict } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { defineCommand } from '../define-command.ts';
import { exitCodeOfChange } from '../exit-code-of-change.ts';
import { findOpenClaim } from '../find-open-claim.ts';
import { findRivalSender } from '../find-rival-sender.ts';
import { operatorName } from '../operator-name.ts';
import { runStep } from '../run-step.ts';
import type { StepOutcome } from '../step.ts';
import type { Toolbox } from '../toolbox.ts';

const schema = z.object({
  claim: z
    .string()
    .regex(/^[0-9a-f]{12}$/, 'a claim is named by the 12 hexadecimal digits that sends list shows'),
});

type ResendOptions = z.infer<typeof schema>;

export const sendsResendCommand = defineCommand<ResendOptions>({
  words: ['sends', 'resend'],
  summary: 'let an absent or refused message be sent again',
  description:
    "For a message in doubt or refused that SENS's list did not show to a run half an hour after its send, and for a text that was never posted. " +
    'Releases its claim, so that the next live run sends it, if it is still due. Refuses after its window, and while another sender rule is enabled. ' +
    'If SENS has it after all, the customer gets it twice: look into the SENS console first. Needs --reason.',
  arguments: [{ flags: '<claim>', description: 'the id that naver-sms sends list shows' }],
  options: [],
  examples: ['naver-sms sends resend 0a1b2c3d4e5f --confirm 0a1b2c3d4e5f --reason "not in the SENS console"'],
  evidence: 'required',
  confirm: (_, { claim }) => claim,
  schema,
  run: resend,
});

async function resend(toolbox: Toolbox, { claim: id }: ResendOptions): Promise<CommandResult> {
  requireReason(toolbox);
  const before = await findClaim(toolbox, id);
  if (!before) return refused(toolbox, id, 'it is not among the open claims');
  const judged = judgeResend({ ...before, now: toolbox.clock.now() });
  if (!judged.mayResend) return refused(toolbox, id, judged.because);
  const rival = await findRivalSender(toolbox);
  if (rival !== null) return refused(toolbox, id, `the other sender would send it too. ${rival}`);
  const outcome = await release(toolbox, before);
  const after = outcome.state === 'skipped' ? undefined : await findClaim(toolbox, id).catch(() => undefined);
  const check = proof(before, after, verdictOf(before, outcome, after));
  toolbox.report({ kind: 'check', check });
  return answer(toolbox, { id, outcome, check, before, after });
}

function requireReason(toolbox: Toolbox): void {
  const { reason } = toolbox.operator;
  if (reason !== null && reason.trim() !== '') return;
  throw new OperatorError('UNKNOWN_USAGE', {
    what: 'Sending a message again needs a reason: the customer may get it twice.',
    now: 'Nothing was changed.',
    next: 'Add --reason "<why>".',
  });
}

const findClaim = (toolbox: Toolbox, id: string): Promise<ListedClaim | null> =>
  findOpenClaim(toolbox.aws.tables, toolbox.environment.tables.claims, id);

function release(toolbox: Toolbox, judged: ListedClaim): Promise<StepOutcome<string>> {
  const { id, state } = judged;
  const { claims, sms } = toolbox.environment.tables;
  return runStep(toolbox, {
    id: 'claim-released',
    title: `Release the message of claim ${id}`,
    change: { kind: 'claim-released', claim: id },
    act: () =>
      toolbox.aws.tables.releaseClaim({ claims, sms }, id, {
        at: toolbox.clock.now(),
        by: operatorName(toolbox.operator),
        judged,
      }),
    describe: () => `${state} -> RELEASED`,
  });
}

/** RELEASED, or what a run that was quicker than our reading has made of it since. */
function verdictOf(
  before: ListedClaim,
  outcome: StepOutcome<string>,
  after: ListedClaim | null | undefined,
): Verdict {
  if (outcome.state === 'skipped') return inconclusive('dry run: nothing was called');
  if (after === undefined) return inconclusive('it could not be read back');
  if (after?.state === 'RELEASED') return pass;
  if (outcome.state === 'done' && after?.state !== before.state) return pass;
  return fail(outcome.state === 'done' ? `it reads back as ${before.state}` : outcome.step.detail);
}

function proof(before: ListedClaim, after: ListedClaim | null | undefined, verdict: Verdict): CheckResult {
  return {
    id: 'claim-released',
    title: `The ${before.kind} of ${before.bookingNum} to ${before.phoneMasked} is due again`,
    severity: 'block',
    expected: 'RELEASED',
    observed: after === undefined ? 'not read' : (after?.state ?? 'not open any more'),
    verdict,
    source: 'table of claims, read after the write',
    remedy: verdict.state === 'pass' ? null : 'naver-sms sends list --state open',
  };
}

interface Ending {
  readonly id: string;
  readonly outcome: StepOutcome<string>;
  readonly check: CheckResult;
  readonly before: ListedClaim;
  readonly after: ListedClaim | null | undefined;
}

function answer(toolbox: Toolbox, { id, outcome, check, before, after }: Ending): CommandResult {
  const { name } = toolbox.environment;
  const isGood = check.verdict.state === 'pass';
  return {
    exitCode: exitCodeOfChange(outcome, check.verdict),
    verdict: check.verdict,
    headline:
      outcome.state === 'skipped'
        ? 'Dry run: nothing was changed.'
        : isGood
          ? `Claim ${id} is released: the next live run sends the ${before.kind} of ${before.bookingNum} again, if it is still due.`
          : `Claim ${id} is not proven released: ${check.verdict.reason}.`,
    steps: [outcome.step],
    checks: [check],
    spans: [],
    next: [`naver-sms sends list --state open --env ${name}`, `naver-sms delivery status --env ${name}`],
    data: { before, after: after ?? null },
  };
}

function refused(toolbox: Toolbox, id: string, because: string): CommandResult {
  return {
    exitCode: exitCodes.verdictNo,
    verdict: fail(because),
    headline: `Claim ${id} is not released: ${because.replace(/\.$/, '')}. Nothing was changed.`,
    steps: [],
    checks: [],
    spans: [],
    next: [`naver-sms sends list --state open --env ${toolbox.environment.name}`],
    data: { before: null, after: null },
  };
}
