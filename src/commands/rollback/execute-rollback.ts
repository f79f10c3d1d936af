/**
 * The rollback itself, for an operator, for a failed cutover and for drills alike: a drill that rehearses other code
 * proves nothing. It asks nobody, takes no lock, and no part of it waits for a part that it does not need.
 */
import type { StepResult } from '../../domain/step-result.ts';
import { withinDeadline } from '../../runtime/deadline.ts';
import { underWords } from '../../runtime/stop-words.ts';
import type { Toolbox } from '../toolbox.ts';
import { announceRollback } from './announce-rollback.ts';
import { enableLegacy } from './enable-legacy.ts';
import { holdRule } from './hold-rule.ts';
import { judgeRollback } from './judge-rollback.ts';
import { concurrencyLever, generationLever, ruleLever, stopLever } from './levers.ts';
import { latestOf, type Moment, momentOf } from './moment.ts';
import { type DrainProof, proveDrain } from './prove-drain.ts';
import { type ProvenMoment, proveSilence } from './prove-silence.ts';
import { type LeverOutcome, pullLever } from './pull-lever.ts';
import { answerOf, dryRunAnswer, proofChecks } from './rollback-answer.ts';
import type { RollbackOrder, RollbackReport } from './rollback-order.ts';
import { rollbackSpans } from './rollback-spans.ts';
import { rollbackWords } from './rollback-words.ts';
import { saveBrake } from './save-brake.ts';

/** Never throws for what AWS did. An interruption ends the waiting for proof, never the levers. */
export async function executeRollback(toolbox: Toolbox, order: RollbackOrder): Promise<RollbackReport> {
  const roll = () => rollBack(toolbox, order);
  // What a drill leaves is more than its levers: it has words of its own.
  return order.occasion === 'drill'
    ? await roll()
    : await underWords(toolbox.stopNotice, rollbackWords(toolbox), roll);
}

async function rollBack(toolbox: Toolbox, order: RollbackOrder): Promise<RollbackReport> {
  const started = order.started ?? momentOf(toolbox.clock);
  toolbox.report({ kind: 'phase', title: `Roll back ${order.function}: pull the levers` });
  const pulled = await pullAll(toolbox, order);
  if (toolbox.isDryRun) return dryRunAnswer(pulled);
  toolbox.report({ kind: 'phase', title: 'Prove that nothing is left' });
  const isBraked = pulled.levers.some((lever) => lever.id === 'concurrency' && lever.state === 'proven');
  const drained = await unlessInterrupted(toolbox, undrained, () =>
    proveDrain(toolbox, order.function, isBraked),
  );
  const levers = await holdRule(toolbox, order, pulled.levers);
  return await conclude(toolbox, order, { ...pulled, levers, started, drained });
}

interface Pulled {
  readonly levers: readonly LeverOutcome[];
  readonly brakeSteps: readonly StepResult[];
  readonly silent: ProvenMoment;
}

/** All at once. The wait for silence begins as soon as the stop reads back, whatever the other levers do. */
async function pullAll(toolbox: Toolbox, order: RollbackOrder): Promise<Pulled> {
  const brake = saveBrake(toolbox, order.function);
  const stop = pullLever(toolbox, stopLever(toolbox, order));
  const silence = stop.then((outcome) =>
    unlessInterrupted(toolbox, unsilenced, () => proveSilence(toolbox, outcome.provenAt)),
  );
  const levers = await Promise.all([
    stop,
    pullLever(toolbox, ruleLever(toolbox, order)),
    pullLever(toolbox, concurrencyLever(toolbox, order), () => withinDeadline(brakeHeadStartMs, brake)),
    pullLever(toolbox, generationLever(toolbox)),
  ]);
  const { warning, steps } = await brake;
  if (warning !== null) toolbox.report({ kind: 'warning', text: warning });
  return { levers, brakeSteps: steps, silent: await silence };
}

/** Keeping the old value is a courtesy to the way back: the brake waits this long for it and no longer. Milliseconds. */
const brakeHeadStartMs = 1_000;

interface Acted extends Pulled {
  readonly started: Moment;
  readonly drained: DrainProof;
}

async function conclude(toolbox: Toolbox, order: RollbackOrder, acted: Acted): Promise<RollbackReport> {
  const { levers, silent, drained, started } = acted;
  const stopped = latestOf(levers.filter(({ id }) => id !== 'generation').map(({ provenAt }) => provenAt));
  const moments = { started, stopped, silent: silent.moment, drained: drained.moment };
  const spans = rollbackSpans(toolbox.clock, moments, order.timeline);
  const legacy = order.enableLegacy ? await enableLegacy(toolbox, drained.moment !== null) : null;
  const judgement = judgeRollback({
    levers,
    silent: { isProven: silent.moment !== null, because: silent.because },
    drained: { isProven: drained.moment !== null, because: drained.because },
    spans,
    shortfalls: [...order.unusableClaims, ...(legacy?.shortfall ? [legacy.shortfall] : [])],
    isSpilling: toolbox.evidence.isSpilling,
    spillReason: toolbox.evidence.spillReason,
    isInterrupted: toolbox.signal.aborted,
  });
  for (const check of proofChecks({ silent, drained, judgement })) {
    if (check.severity !== 'info') toolbox.report({ kind: 'check', check });
  }
  const announced = order.announce ? [await announceRollback(toolbox, order, judgement)] : [];
  const pulledSteps = [...acted.brakeSteps, ...levers.flatMap((lever) => lever.steps)];
  const steps = [...pulledSteps, ...drained.steps, ...(legacy?.steps ?? []), ...announced];
  return answerOf(toolbox, order, { judgement, moments, spans, silent, drained, levers, steps });
}

const unsilenced = (): ProvenMoment => ({ moment: null, because: 'the waiting was interrupted' });
const undrained = (): DrainProof => ({ ...unsilenced(), steps: [] });

async function unlessInterrupted<T>(
  toolbox: Toolbox,
  otherwise: () => T,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (toolbox.signal.aborted) return otherwise();
    throw error;
  }
}
