/** Writes or removes the approval item where it is still what was read, proves it, and says from what to what. */
import { isDeepStrictEqual } from 'node:util';
import { buildsText } from '../../domain/approval.ts';
import type { CheckResult } from '../../domain/check-result.ts';
import type { ApprovalItem } from '../../domain/control-item.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { fail, inconclusive, pass, type Verdict } from '../../domain/verdict.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { exitCodeOfChange } from '../exit-code-of-change.ts';
import { runStep } from '../run-step.ts';
import type { StepOutcome } from '../step.ts';
import type { Toolbox } from '../toolbox.ts';
import { proofCheck } from './proof-check.ts';

/** What the command did and found before. */
export interface Earlier {
  readonly steps: readonly StepResult[];
  readonly checks: readonly CheckResult[];
}

export interface ApprovalChange {
  /** As read; null: there was none. */
  readonly before: ApprovalItem | null;
  /** Null: remove it. */
  readonly item: ApprovalItem | null;
  readonly earlier: Earlier;
}

export async function replaceApproval(toolbox: Toolbox, change: ApprovalChange): Promise<CommandResult> {
  const outcome = await write(toolbox, change);
  const seen =
    outcome.state === 'skipped'
      ? undefined
      : await toolbox.aws.control.read('approval').catch(() => undefined);
  const verdict = verdictOf(outcome, seen, change.item);
  const check = proofCheck('approval', 'The approval reads back', { observed: approvalText(seen), verdict });
  toolbox.report({ kind: 'check', check });
  const { name } = toolbox.environment;
  return {
    exitCode: exitCodeOfChange(outcome, verdict),
    verdict,
    headline: headlineOf(outcome, verdict, change, await readStop(toolbox, change.item)),
    steps: [...change.earlier.steps, outcome.step],
    checks: [...change.earlier.checks, check],
    spans: [],
    next:
      change.item === null
        ? [`naver-sms delivery status --env ${name}`]
        : [`naver-sms delivery revoke --env ${name}`, `naver-sms delivery status --env ${name}`],
    data: { before: change.before, after: seen ?? null },
  };
}

function write(toolbox: Toolbox, { before, item }: ApprovalChange): Promise<StepOutcome<string>> {
  const { control } = toolbox.aws;
  return runStep(toolbox, {
    id: 'approval',
    title: item === null ? 'Take the approval back' : `Approve ${item.mode} for build ${buildsText(item)}`,
    change: { kind: 'control-item', name: 'approval', action: item === null ? 'remove' : 'put' },
    act: async () => {
      if (item !== null) return await control.replace('approval', before, item);
      return before === null ? '' : await control.remove('approval', before);
    },
    describe: () => `${approvalText(before)} -> ${approvalText(item)}`,
  });
}

function verdictOf(
  outcome: StepOutcome<string>,
  seen: ApprovalItem | null | undefined,
  wanted: ApprovalItem | null,
): Verdict {
  if (outcome.state === 'skipped') return inconclusive('dry run: nothing was called');
  if (seen === undefined) return inconclusive('it could not be read back');
  const isAsAsked = wanted === null ? seen === null : seen !== null && isSame(seen, wanted);
  if (isAsAsked) return pass;
  return fail(outcome.state === 'done' ? `it reads back as ${approvalText(seen)}` : outcome.step.detail);
}

/** Field by field: none of an approval may read back otherwise. */
function isSame(a: ApprovalItem, b: ApprovalItem): boolean {
  return isDeepStrictEqual({ ...a }, { ...b });
}

type Stop = 'set' | 'none' | 'unread';

/** Only what sends can be held back by a stop. */
async function readStop(toolbox: Toolbox, item: ApprovalItem | null): Promise<Stop> {
  if (item?.mode !== 'live' || toolbox.isDryRun) return 'none';
  const stop = await toolbox.aws.control.read('stop').catch(() => undefined);
  if (stop === undefined) return 'unread';
  return stop === null ? 'none' : 'set';
}

const liveText: Readonly<Record<Stop, string>> = {
  none: ' Ticks of this build now SEND real messages to customers.',
  set: ' A delivery stop is set: nothing is sent until naver-sms delivery resume, and then ticks of this build SEND real messages to customers.',
  unread:
    ' Ticks of this build now SEND real messages to customers, unless a delivery stop is set, which could not be read.',
};

function headlineOf(
  outcome: StepOutcome<string>,
  verdict: Verdict,
  { before, item }: ApprovalChange,
  stop: Stop,
): string {
  if (outcome.state === 'skipped') return 'Dry run: nothing was changed.';
  if (verdict.state !== 'pass') return `The approval is not proven changed: ${verdict.reason}.`;
  const sends = item?.mode === 'live' ? liveText[stop] : ' No message is sent.';
  return `Delivery: ${approvalText(before)} -> ${approvalText(item)}.${sends}${droppedText(before, item)}`;
}

/** A tick after the deployment of that build would be off. */
function droppedText(before: ApprovalItem | null, item: ApprovalItem | null): string {
  const dropped = before?.nextBuildId ?? null;
  if (dropped === null || item === null || item.buildId === dropped || item.nextBuildId === dropped)
    return '';
  return ` Build ${dropped.slice(0, 12)}… is no longer approved in advance; approve it again with --next-build.`;
}

function approvalText(approval: ApprovalItem | null | undefined): string {
  if (approval === undefined) return 'could not be read';
  if (approval === null) return 'off (no approval)';
  const until = approval.until === null ? 'no end' : `until ${approval.until}`;
  return `${approval.mode} for build ${buildsText(approval)} (${until})`;
}
