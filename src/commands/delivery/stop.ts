/** `delivery stop`: one lever alone, for when messages must end and runs may go on. Never asks, never waits for a ledger. */
import * as z from 'zod';
import { sendTimeLimitMs } from '../../domain/send-time-limit.ts';
import { fail, inconclusive, pass, type Verdict } from '../../domain/verdict.ts';
import { type ExitCode, exitCodes } from '../../errors/exit-codes.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { kstClock } from '../../reporting/kst-time.ts';
import { withinDeadline } from '../../runtime/deadline.ts';
import { defineCommand } from '../define-command.ts';
import { operatorName } from '../operator-name.ts';
import { runStep } from '../run-step.ts';
import type { StepOutcome } from '../step.ts';
import type { Toolbox } from '../toolbox.ts';
import { proofCheck } from './proof-check.ts';

export const deliveryStopCommand = defineCommand({
  words: ['delivery', 'stop'],
  summary: 'let no further message leave, at once',
  description:
    'Writes the stop into the control table. Every run reads it again before each message, so no message begins after it. Runs and ' +
    'ticks go on; naver-sms rollback stops those too. Way back: naver-sms delivery resume.',
  options: [],
  examples: ['naver-sms delivery stop --reason "wrong names in texts"'],
  evidence: 'spill',
  schema: z.object({}),
  run: stopDelivery,
});

async function stopDelivery(toolbox: Toolbox): Promise<CommandResult> {
  const looked = await withinDeadline(lookBeforeMs, toolbox.aws.control.read('stop'));
  const outcome = await putStop(toolbox, looked.state === 'in-time' ? looked.value : undefined);
  const seen =
    outcome.state === 'skipped' ? undefined : await toolbox.aws.control.read('stop').catch(() => undefined);
  const verdict = verdictOf(outcome, seen);
  const check = proofCheck('stop', 'Delivery is stopped', { observed: seenText(seen), verdict });
  toolbox.report({ kind: 'check', check });
  return {
    exitCode: exitCodeOf(toolbox, outcome, verdict),
    verdict: verdict.state === 'pass' && toolbox.evidence.isSpilling ? spilled(toolbox) : verdict,
    headline: headlineOf(toolbox, outcome, verdict),
    steps: [outcome.step],
    checks: [check],
    spans: [],
    next: nextCommands(toolbox, verdict),
    data: { silentAt: verdict.state === 'pass' ? silentAt(toolbox).toISOString() : null },
  };
}

/** How long the stop waits to learn whether there was one already. Milliseconds of real time. */
const lookBeforeMs = 500;

function putStop(toolbox: Toolbox, before: { readonly who: string; readonly at: string } | null | undefined) {
  const was =
    before === undefined
      ? 'unknown'
      : before === null
        ? 'not stopped'
        : `already stopped by ${before.who} at ${before.at}`;
  return runStep(toolbox, {
    id: 'stop',
    title: 'Stop delivery in the control table',
    change: { kind: 'control-item', name: 'stop', action: 'put' },
    act: () =>
      toolbox.aws.control.putStop({
        who: operatorName(toolbox.operator),
        why: toolbox.operator.reason ?? 'delivery stop',
        at: toolbox.clock.now().toISOString(),
        run: toolbox.run,
      }),
    describe: () => `${was} -> stopped`,
  });
}

type SeenStop = { readonly who: string; readonly at: string } | null | undefined;

function verdictOf(outcome: StepOutcome<string>, seen: SeenStop): Verdict {
  if (outcome.state === 'skipped') return inconclusive('dry run: nothing was called');
  if (seen) return pass;
  return seen === null
    ? fail(outcome.state === 'done' ? 'the stop was taken away at once' : outcome.step.detail)
    : inconclusive('it could not be read back');
}

function seenText(seen: SeenStop): string {
  if (seen === undefined) return 'could not be read';
  return seen === null ? 'no stop' : `stopped by ${seen.who} at ${seen.at}`;
}

function exitCodeOf(toolbox: Toolbox, outcome: StepOutcome<string>, verdict: Verdict): ExitCode {
  if (outcome.state === 'skipped') return exitCodes.doneAndProven;
  if (verdict.state === 'pass')
    return toolbox.evidence.isSpilling ? exitCodes.actedUnproven : exitCodes.doneAndProven;
  return outcome.state === 'done' ? exitCodes.actedUnproven : exitCodes.inDoubt;
}

function spilled(toolbox: Toolbox): Verdict {
  return inconclusive(
    `the ledger could not be written: ${toolbox.evidence.spillReason ?? 'no reason given'}`,
  );
}

function silentAt(toolbox: Toolbox): Date {
  return new Date(toolbox.clock.now().getTime() + sendTimeLimitMs);
}

function headlineOf(toolbox: Toolbox, outcome: StepOutcome<string>, verdict: Verdict): string {
  if (outcome.state === 'skipped') return 'Dry run: nothing was changed.';
  if (verdict.state !== 'pass') return `Delivery is NOT proven stopped: ${verdict.reason}.`;
  const last = kstClock(silentAt(toolbox));
  return `Delivery is stopped. A message already on its way ends by ${last} KST; none begins any more.`;
}

function nextCommands(toolbox: Toolbox, verdict: Verdict): readonly string[] {
  const { name, function: functionName } = toolbox.environment;
  if (verdict.state !== 'pass')
    return [`naver-sms delivery stop --env ${name}`, `naver-sms rollback --env ${name}`];
  return [
    `naver-sms rollback --env ${name}`,
    `naver-sms delivery resume --env ${name} --confirm ${functionName}`,
  ];
}
