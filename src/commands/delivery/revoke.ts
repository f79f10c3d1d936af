/** `delivery revoke`: removes the approval, so that the mode is off, on purpose. Safe at any time, and it works twice. */
import * as z from 'zod';
import type { RevocationItem } from '../../domain/control-item.ts';
import { pass } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { defineCommand } from '../define-command.ts';
import { operatorName } from '../operator-name.ts';
import { runStep } from '../run-step.ts';
import type { StepOutcome } from '../step.ts';
import type { Toolbox } from '../toolbox.ts';
import { replaceApproval } from './replace-approval.ts';

export const deliveryRevokeCommand = defineCommand({
  words: ['delivery', 'revoke'],
  summary: 'take the approval back: the mode is off',
  description:
    'Removes the approval item: runs that begin from now on are off, and report nothing of it, since it is on purpose. A run in ' +
    'flight keeps the mode it began with; to end its messages too, use naver-sms delivery stop. Way back: naver-sms delivery approve.',
  options: [],
  examples: ['naver-sms delivery revoke --reason "parity week is over"'],
  evidence: 'required',
  schema: z.object({}),
  run: revoke,
});

async function revoke(toolbox: Toolbox): Promise<CommandResult> {
  const { control } = toolbox.aws;
  // Nothing but the approval may keep it from being removed.
  const lastNote = control.read('revocation').catch(() => null);
  const [before, revoked] = await Promise.all([control.read('approval'), lastNote]);
  if (before === null) return await revokeNothing(toolbox, revoked);
  // The approval first: whatever happens to the note, nothing is sent.
  const result = await replaceApproval(toolbox, { before, item: null, earlier: { steps: [], checks: [] } });
  if (result.verdict.state !== 'pass') return result;
  const noted = await note(toolbox, revoked);
  const steps = [...result.steps, noted.step];
  if (noted.state === 'done') return { ...result, steps };
  return {
    ...result,
    steps,
    headline: `${result.headline} ${unnoted(noted)}`,
    exitCode: exitCodes.actedUnproven,
  };
}

/** Without an approval the mode is off; that it is so on purpose, only this command says. */
async function revokeNothing(toolbox: Toolbox, revoked: RevocationItem | null): Promise<CommandResult> {
  const { control } = toolbox.aws;
  const lastLiveAt = (await control.read('live-run').catch(() => null))?.lastLiveAt ?? null;
  const isNoted = revoked !== null && !(lastLiveAt !== null && lastLiveAt > revoked.at);
  const noted = isNoted ? null : await note(toolbox, revoked);
  const what =
    noted === null || noted.state === 'skipped'
      ? 'Nothing was changed.'
      : 'It is noted that this is on purpose.';
  return {
    exitCode: isLost(noted) ? exitCodes.actedUnproven : exitCodes.doneAndProven,
    verdict: pass,
    headline: `There is no approval: the mode was off already. ${noted && noted.state !== 'done' ? unnoted(noted) : what}`,
    steps: noted === null ? [] : [noted.step],
    checks: [],
    spans: [],
    next: [`naver-sms delivery status --env ${toolbox.environment.name}`],
    data: { before: null, after: null },
  };
}

function note(toolbox: Toolbox, before: RevocationItem | null): Promise<StepOutcome<string>> {
  const { aws, operator, clock } = toolbox;
  return runStep(toolbox, {
    id: 'revocation',
    title: 'Note that delivery was ended on purpose',
    change: { kind: 'control-item', name: 'revocation', action: 'put' },
    act: () =>
      aws.control.replace('revocation', before, {
        who: operatorName(operator),
        why: operator.reason ?? 'delivery revoke',
        at: clock.now().toISOString(),
      }),
  });
}

const isLost = (noted: StepOutcome<string> | null): boolean =>
  noted !== null && noted.state !== 'done' && noted.state !== 'skipped';

const unnoted = ({ step, state }: StepOutcome<string>): string =>
  state === 'skipped'
    ? 'Dry run: nothing was changed.'
    : `That it is on purpose could not be noted, so runs report it as trouble: ${step.detail}`;
