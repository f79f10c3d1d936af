/** Pulls one lever and proves it by reading it back. Never throws for what AWS did: the other levers must go on. */
import type { CheckResult } from '../../domain/check-result.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { fail, inconclusive, pass, type Verdict } from '../../domain/verdict.ts';
import { withinDeadline } from '../../runtime/deadline.ts';
import { waitUntil } from '../../runtime/wait-until.ts';
import { runStep } from '../run-step.ts';
import type { Step, StepOutcome } from '../step.ts';
import type { Toolbox } from '../toolbox.ts';
import type { Lever, LeverId, LeverReading } from './levers.ts';
import { type Moment, momentOf } from './moment.ts';

export interface LeverOutcome {
  readonly id: LeverId;
  readonly name: string;
  /**
   * `acknowledged`: AWS said yes, but it could not be read back. `untouched`: not pulled, and every attempt is known to have
   * changed nothing. `skipped`: dry run.
   */
  readonly state: 'proven' | 'acknowledged' | 'not-pulled' | 'untouched' | 'skipped';
  /** Null where it could not be read in time. */
  readonly before: LeverReading | null;
  readonly provenAt: Moment | null;
  readonly steps: readonly StepResult[];
  readonly check: CheckResult;
}

/** How long a lever waits to learn what was there before. Milliseconds of real time. */
const lookBeforeMs = 500;
/** How long a pulled lever may take to show: EventBridge asks for "a short period of time". Milliseconds. */
const readBackMs = 10_000;

/** `preparation` is awaited first and must bound itself. */
export async function pullLever(
  toolbox: Toolbox,
  lever: Lever,
  preparation: () => Promise<unknown> = async () => null,
): Promise<LeverOutcome> {
  const [looked] = await Promise.all([withinDeadline(lookBeforeMs, lever.read()), preparation()]);
  const before = looked.state === 'in-time' ? looked.value : null;
  const first = await runStep(toolbox, withBefore(lever.step(), before));
  if (first.state === 'skipped')
    return outcomeOf(lever, { before, attempts: [first], reading: null, provenAt: null });
  const reading = await readBack(toolbox, lever, first.state === 'failed' ? 0 : readBackMs);
  if (reading?.isPulled === true || first.state !== 'in-doubt') {
    return conclude(toolbox, lever, { before, attempts: [first], reading });
  }
  const step = lever.step();
  const second = await runStep(toolbox, {
    ...step,
    id: `${step.id}-again`,
    title: `${step.title}, once more`,
  });
  const again = await readBack(toolbox, lever, readBackMs);
  return conclude(toolbox, lever, { before, attempts: [first, second], reading: again });
}

function withBefore(step: Step<string>, before: LeverReading | null): Step<string> {
  const was = before === null ? 'what was there before is not known' : `was ${before.text}`;
  return { ...step, describe: () => (before?.isPulled ? `already so (${before.text})` : was) };
}

/** What it reads as, polled until it shows as pulled; null where no read was answered. */
async function readBack(toolbox: Toolbox, lever: Lever, deadlineMs: number): Promise<LeverReading | null> {
  let last: LeverReading | null = null;
  await waitUntil({
    clock: toolbox.clock,
    deadlineMs,
    intervalMs: 100,
    maxIntervalMs: 2_000,
    probe: async () => {
      last = (await lever.read().catch(() => null)) ?? last;
      return last?.isPulled ? last : null;
    },
  });
  return last;
}

interface Attempted {
  readonly before: LeverReading | null;
  readonly attempts: readonly StepOutcome<string>[];
  readonly reading: LeverReading | null;
}

function conclude(toolbox: Toolbox, lever: Lever, attempted: Attempted): LeverOutcome {
  const provenAt = attempted.reading?.isPulled ? momentOf(toolbox.clock) : null;
  const outcome = outcomeOf(lever, { ...attempted, provenAt });
  toolbox.report({ kind: 'check', check: outcome.check });
  return outcome;
}

function outcomeOf(lever: Lever, facts: Attempted & { readonly provenAt: Moment | null }): LeverOutcome {
  const state = stateOf(facts);
  return {
    id: lever.id,
    name: lever.name,
    state,
    before: facts.before,
    provenAt: facts.provenAt,
    steps: facts.attempts.map(({ step }) => step),
    check: checkOf(lever, state, facts),
  };
}

function stateOf({ attempts, reading }: Attempted): LeverOutcome['state'] {
  if (attempts.some(({ state }) => state === 'skipped')) return 'skipped';
  if (reading?.isPulled) return 'proven';
  if (attempts.every(({ state }) => state === 'failed')) return 'untouched';
  const isAcknowledged = attempts.at(-1)?.state === 'done';
  return isAcknowledged && reading === null ? 'acknowledged' : 'not-pulled';
}

function checkOf(
  lever: Lever,
  state: LeverOutcome['state'],
  { before, attempts, reading }: Attempted,
): CheckResult {
  return {
    id: `lever-${lever.id}`,
    title: `Lever reads back: ${lever.name}`,
    severity: 'block',
    expected: lever.expected,
    observed: fromTo(before, reading),
    verdict: verdictOf(state, attempts),
    source: `read back after request ${attempts.at(-1)?.step.requestId ?? 'without an id'}`,
    remedy: state === 'proven' ? null : lever.byHand,
  };
}

function fromTo(before: LeverReading | null, reading: LeverReading | null): string {
  if (reading === null) return 'could not be read';
  if (before === null) return reading.text;
  return before.text === reading.text ? `${reading.text}, as before` : `${before.text} -> ${reading.text}`;
}

function verdictOf(state: LeverOutcome['state'], attempts: Attempted['attempts']): Verdict {
  const last = attempts.at(-1);
  if (state === 'proven') return pass;
  if (state === 'skipped') return inconclusive('dry run: nothing was called');
  if (state === 'acknowledged') return inconclusive('AWS took the change, but it could not be read back');
  return fail(last && 'error' in last ? last.error.message : 'it reads back as not pulled');
}
