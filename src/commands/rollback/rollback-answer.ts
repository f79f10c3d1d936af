/** The report of a rollback: its proofs as checks, what comes next, and the way back. */
import type { CheckResult } from '../../domain/check-result.ts';
import { fiveMinuteSpanId } from '../../domain/rollback-sla.ts';
import type { Span } from '../../domain/span.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { inconclusive, pass } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import type { Toolbox } from '../toolbox.ts';
import type { RollbackJudgement } from './judge-rollback.ts';
import type { DrainProof } from './prove-drain.ts';
import type { ProvenMoment } from './prove-silence.ts';
import type { LeverOutcome } from './pull-lever.ts';
import type { RollbackOrder, RollbackProof, RollbackReport } from './rollback-order.ts';
import type { RollbackMoments } from './rollback-spans.ts';

export interface RollbackFindings {
  readonly judgement: RollbackJudgement;
  readonly moments: RollbackMoments;
  readonly spans: readonly Span[];
  readonly silent: ProvenMoment;
  readonly drained: DrainProof;
  readonly levers: readonly LeverOutcome[];
  readonly steps: readonly StepResult[];
}

export function answerOf(toolbox: Toolbox, order: RollbackOrder, findings: RollbackFindings): RollbackReport {
  const { judgement, spans, levers } = findings;
  const proof = proofOf(findings);
  const five = spans.find(({ id }) => id === fiveMinuteSpanId);
  return {
    state: judgement.state,
    exitCode: judgement.exitCode,
    verdict: judgement.verdict,
    headline: judgement.headline,
    steps: findings.steps,
    checks: [...levers.map((lever) => lever.check), ...proofChecks(findings)],
    spans,
    next: nextCommands(toolbox, order, judgement),
    proof,
    fiveMinuteMs: five?.durationMs ?? null,
    timebase: toolbox.clock.kind === 'virtual' ? 'virtual' : 'real',
    data: { proof, fiveMinuteMs: five?.durationMs ?? null, occasion: order.occasion },
  };
}

/** Silence, drain and the SLA, as checks. */
export function proofChecks({
  silent,
  drained,
  judgement,
}: Pick<RollbackFindings, 'silent' | 'drained' | 'judgement'>) {
  return [
    proofCheck('silent', 'No message can leave any more', silent),
    proofCheck('drained', 'No run is left and a new one is refused', drained),
    ...judgement.slaChecks,
  ];
}

/** What a dry run says: the steps that it did not make. Exit 0, and no claim beyond that. */
export function dryRunAnswer(pulled: {
  readonly levers: readonly LeverOutcome[];
  readonly brakeSteps: readonly StepResult[];
}): RollbackReport {
  const because = 'dry run: nothing was called';
  const proof = {
    stoppedAt: null,
    silentAt: null,
    drainedAt: null,
    silentBecause: because,
    drainedBecause: because,
  };
  return {
    state: 'dry-run',
    exitCode: exitCodes.doneAndProven,
    verdict: inconclusive(because),
    headline: 'Dry run: nothing was changed. The steps above are what a rollback would do.',
    steps: [...pulled.brakeSteps, ...pulled.levers.flatMap((lever) => lever.steps)],
    checks: [],
    spans: [],
    next: ['naver-sms rollback'],
    proof,
    fiveMinuteMs: null,
    timebase: 'real',
    data: { proof },
  };
}

function proofOf({ moments, silent, drained }: RollbackFindings): RollbackProof {
  return {
    stoppedAt: moments.stopped?.at.toISOString() ?? null,
    silentAt: moments.silent?.at.toISOString() ?? null,
    drainedAt: moments.drained?.at.toISOString() ?? null,
    silentBecause: silent.because,
    drainedBecause: drained.because,
  };
}

function proofCheck(id: string, title: string, proven: ProvenMoment): CheckResult {
  return {
    id: `proof-${id}`,
    title,
    severity: 'block',
    expected: 'proven',
    observed: proven.moment === null ? 'not proven' : `proven: ${proven.because}`,
    verdict: proven.moment === null ? inconclusive(proven.because) : pass,
    source: id === 'silent' ? 'stop and run register in the control table' : 'run register, probe invoke',
    remedy: proven.moment === null ? 'naver-sms rollback' : null,
  };
}

/** The way back stands before the most likely next command. */
function nextCommands(
  toolbox: Toolbox,
  order: RollbackOrder,
  judgement: RollbackJudgement,
): readonly string[] {
  if (order.occasion === 'drill') return [];
  const env = `--env ${toolbox.environment.name}`;
  if (judgement.state !== 'rolled-back')
    return [`naver-sms delivery status ${env}`, `naver-sms rollback ${env}`];
  return [
    `naver-sms delivery resume ${env} --confirm ${order.function}   (the way back: lifts stop and brake; the rule stays off)`,
    `naver-sms delivery status ${env}`,
  ];
}
