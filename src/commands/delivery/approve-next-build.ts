/** Approves in advance the build that is deployed next, so that no tick between deployment and approval is off. */
import { approvedMode, shortId } from '../../domain/approval.ts';
import type { ApprovalItem, DeliveryMode } from '../../domain/control-item.ts';
import { fail } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { commandsFor } from '../commands-for.ts';
import { operatorName } from '../operator-name.ts';
import type { Toolbox } from '../toolbox.ts';
import { type Earlier, replaceApproval } from './replace-approval.ts';

export const noNextBuild = {
  nextBuildId: null,
  nextApprovedBy: null,
  nextApprovedAt: null,
  nextReason: null,
} as const satisfies Partial<ApprovalItem>;

export interface NextBuildOrder {
  readonly mode: DeliveryMode;
  /** The deployed one. */
  readonly buildId: string;
  readonly nextBuildId: string;
  readonly reason: string;
  readonly before: ApprovalItem | null;
  readonly proof: Pick<ApprovalItem, 'otherSenders' | 'otherSendersAt'>;
  readonly earlier: Earlier;
}

/** The approval in force stays as it is, with its time and its end: a run that is sending goes on. */
export async function approveNextBuild(toolbox: Toolbox, order: NextBuildOrder): Promise<CommandResult> {
  const { before, buildId, nextBuildId, reason, proof, earlier } = order;
  const why = whyNot(order, toolbox.clock.now());
  if (before === null || why !== null) return refused(toolbox, order, why ?? 'there is no approval');
  const item: ApprovalItem = {
    ...before,
    ...proof,
    buildId,
    nextBuildId,
    nextApprovedBy: operatorName(toolbox.operator),
    nextApprovedAt: toolbox.clock.now().toISOString(),
    nextReason: reason,
  };
  return await replaceApproval(toolbox, { before, item, earlier });
}

/** Only what is in force can be handed over. */
function whyNot({ before, mode, buildId, nextBuildId }: NextBuildOrder, now: Date): string | null {
  if (nextBuildId === buildId) return `build ${shortId(buildId)} is deployed already`;
  const inForce = approvedMode(before, buildId, now);
  if (inForce.mode === mode && inForce.cause === 'approved') return null;
  return `the deployed build ${shortId(buildId)} is in mode ${inForce.mode}, so ${mode} cannot be handed over (${inForce.because}); approve the deployed build first`;
}

function refused(toolbox: Toolbox, { earlier, mode }: NextBuildOrder, why: string): CommandResult {
  const { approve, status } = commandsFor(toolbox.environment);
  return {
    exitCode: exitCodes.verdictNo,
    verdict: fail(why),
    headline: `Nothing was approved: ${why}.`,
    steps: earlier.steps,
    checks: earlier.checks,
    spans: [],
    next: mode === 'live' ? [approve, status] : [status],
    data: {},
  };
}
