/** `delivery resume`: the way back after a stop or a rollback. Lifts the brake, then the stop; the rule stays as it is. */
import * as z from 'zod';
import type { CheckResult } from '../../domain/check-result.ts';
import { pass, type Verdict, worstOf } from '../../domain/verdict.ts';
import { type ExitCode, exitCodes } from '../../errors/exit-codes.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { defineCommand } from '../define-command.ts';
import { type Lifted, liftBrake } from '../lift-brake.ts';
import { liftStop } from '../lift-stop.ts';
import { parkedEventsWarning } from '../parked-events.ts';
import type { Toolbox } from '../toolbox.ts';
import { proveOtherSenders } from './prove-other-senders.ts';

export const deliveryResumeCommand = defineCommand({
  words: ['delivery', 'resume'],
  summary: 'lift the stop and the brake of a rollback',
  description:
    'Puts the reserved concurrency back to what it was before a rollback, takes the stop away, and proves both. The rule stays as it ' +
    'is: naver-sms cutover enables it. Ticks that were refused meanwhile are parked in Lambda and may run at once. Refused while another ' +
    'sender rule is enabled or cannot be read and the approval is live.',
  options: [],
  examples: ['naver-sms delivery resume --confirm naverplace_send_inform_v2 --reason "texts are mended"'],
  evidence: 'required',
  confirm: (environment) => environment.function,
  schema: z.object({}),
  run: resume,
});

async function resume(toolbox: Toolbox): Promise<CommandResult> {
  const rival = await rivalCheck(toolbox);
  if (rival !== null && rival.verdict.state !== 'pass') return refused(toolbox, rival, rival.verdict.reason);
  const brakedFunction = await findBrake(toolbox);
  const parked = await parkedEventsWarning(toolbox, brakedFunction);
  const brake = await liftBrake(toolbox, brakedFunction);
  if (brake.wasThere && parked !== null) toolbox.report({ kind: 'warning', text: parked });
  const isBrakeGood = brake.check.verdict.state === 'pass' || toolbox.isDryRun;
  const parts = isBrakeGood ? [brake, await liftStop(toolbox)] : [brake];
  const checks = parts.map(({ check }) => check);
  for (const check of checks) toolbox.report({ kind: 'check', check });
  const verdict = worstOf([pass, ...checks.map((check) => check.verdict)]);
  return {
    exitCode: exitCodeOf(toolbox, parts, verdict),
    verdict,
    headline: headlineOf(toolbox, parts, verdict),
    steps: parts.flatMap(({ steps }) => steps),
    checks,
    spans: [],
    next: nextCommands(toolbox, verdict),
    data: { brakeLifted: brake.wasThere && isBrakeGood, parked },
  };
}

/** With a live approval, messages leave as soon as the stop is lifted: then no other sender may be enabled. */
async function rivalCheck(toolbox: Toolbox): Promise<CheckResult | null> {
  const approval = await toolbox.aws.control.read('approval');
  return approval?.mode === 'live' ? (await proveOtherSenders(toolbox)).check : null;
}

function refused(toolbox: Toolbox, check: CheckResult, why: string): CommandResult {
  toolbox.report({ kind: 'check', check });
  const { name } = toolbox.environment;
  return {
    exitCode: exitCodes.verdictNo,
    verdict: check.verdict,
    headline: `Not resumed, nothing was changed: ${why}.`,
    steps: [],
    checks: [check],
    spans: [],
    next: [...(check.remedy === null ? [] : [check.remedy]), `naver-sms delivery status --env ${name}`],
    data: { brakeLifted: false, parked: null },
  };
}

/** A drill that broke off may have left its brake on the drill function. */
async function findBrake(toolbox: Toolbox): Promise<string> {
  const { function: functionName, drill } = toolbox.environment;
  const brake = await toolbox.aws.control.read('brake');
  return brake !== null && brake.function === drill?.function ? drill.function : functionName;
}

function exitCodeOf(toolbox: Toolbox, parts: readonly Lifted[], verdict: Verdict): ExitCode {
  if (toolbox.isDryRun || verdict.state === 'pass') return exitCodes.doneAndProven;
  if (parts.some(({ isInDoubt }) => isInDoubt)) return exitCodes.inDoubt;
  const states = parts.flatMap(({ steps }) => steps).map(({ state }) => state);
  if (!states.includes('done')) return states.length === 0 ? exitCodes.verdictNo : exitCodes.unreachable;
  return verdict.state === 'fail' ? exitCodes.inDoubt : exitCodes.actedUnproven;
}

function headlineOf(toolbox: Toolbox, parts: readonly Lifted[], verdict: Verdict): string {
  if (toolbox.isDryRun) return 'Dry run: nothing was changed.';
  if (verdict.state !== 'pass') return `Not resumed: ${verdict.reason}. What still holds, still holds.`;
  if (!parts.some(({ wasThere }) => wasThere)) return 'There was no stop and no brake. Nothing was changed.';
  const lifted = parts.filter(({ wasThere }) => wasThere).map(({ check }) => check.observed);
  return `Resumed: ${lifted.join('; ')}. The rule was left as it is.`;
}

function nextCommands(toolbox: Toolbox, verdict: Verdict): readonly string[] {
  const { name, function: functionName } = toolbox.environment;
  if (verdict.state !== 'pass') return [`naver-sms delivery resume --env ${name} --confirm ${functionName}`];
  return [`naver-sms delivery stop --env ${name}`, `naver-sms delivery status --env ${name}`];
}
