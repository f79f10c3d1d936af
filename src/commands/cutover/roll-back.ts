/* The automatic rollback: the same one that an operator would order, and what may be said after it. */

import { fail } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { executeRollback } from '../rollback/execute-rollback.ts';
import type { RollbackOrder } from '../rollback/rollback-order.ts';
import { withStubbornEvidence } from '../stubborn-evidence.ts';
import type { Toolbox } from '../toolbox.ts';
import { finish } from './finish.ts';
import { releaseLock } from './lock.ts';
import type { Proof } from './prove-ticks.ts';
import type { Story } from './story.ts';

type FailedProof = Extract<Proof, { state: 'failed' }>;

/** Exit 8 where every proof of the rollback is there, else the rollback's own code: 6, 7 or 130. */
export async function rollBack(toolbox: Toolbox, story: Story, proof: FailedProof): Promise<CommandResult> {
  toolbox.report({ kind: 'warning', text: `The cutover failed: ${proof.reason}. It is rolled back now.` });
  const stubborn = withStubbornEvidence(toolbox);
  const report = await executeRollback(stubborn, orderFor(toolbox, proof));
  story.steps.push(...report.steps);
  story.spans = report.spans;
  story.checks = [...story.checks, ...report.checks];
  await releaseLock(toolbox, story);
  const isProven = report.state === 'rolled-back' && report.exitCode === exitCodes.doneAndProven;
  return finish(toolbox, story, {
    outcome: 'rolled-back',
    isUnfinished: false,
    exitCode: isProven ? exitCodes.rolledBack : report.exitCode,
    verdict: fail(proof.reason),
    headline: `Cutover failed: ${proof.reason}. ${report.headline}`,
    next: report.next,
    data: { rollback: report.data, rollbackState: report.state },
  });
}

/** Trouble began with the failed run; seeing it and deciding is one moment of this program, so no span is claimed for them. */
function orderFor({ environment }: Toolbox, { reason, troubleAtMs }: FailedProof): RollbackOrder {
  return {
    rule: environment.rule,
    function: environment.function,
    occasion: 'automatic',
    why: `cutover failed: ${reason}`,
    timeline: {
      troubleAt: troubleAtMs === null ? null : { at: new Date(troubleAtMs), basis: 'observed' },
      detectedAt: null,
      decidedAt: null,
    },
    unusableClaims: [],
    announce: true,
    enableLegacy: false,
  };
}
