/* Tick by tick: wait for the run, verify all runs since the rule went on, and decide whether to wait for another. */
import type { OpenCause } from '../../domain/criteria/judgement.ts';
import { parseSchedule, type Schedule } from '../../domain/schedule.ts';
import { firstMs, type TickRun } from '../../domain/tick.ts';
import { awaitTick, type TickOutcome } from '../enable/await-tick.ts';
import type { Toolbox } from '../toolbox.ts';
import { runVerification, type Verification } from '../verify/run-verification.ts';
import { refuseOvertaken } from './generation.ts';
import type { Story } from './story.ts';

export interface ProofOrder {
  /** UTC milliseconds: every run that started since then is judged. */
  readonly enabledAtMs: number;
  readonly schedule: string;
  readonly logGroup: string;
  readonly timeoutSeconds: number;
  readonly maxTicks: number;
}

export type Proof =
  | {
      readonly state: 'proven';
      readonly runs: readonly TickRun[];
      readonly ticks: number;
      readonly enabledAtMs: number;
    }
  | { readonly state: 'failed'; readonly reason: string; readonly troubleAtMs: number | null }
  /** Neither proven nor failed after the last tick that was waited for. */
  | { readonly state: 'open'; readonly reason: string; readonly causes: readonly OpenCause[] };

/** How long late logs and metrics are waited for after a run ended. Milliseconds. */
const settleMs = 300_000;

/** Throws OVERTAKEN where a rollback moved the generation, after each tick and each verification. */
export async function proveTicks(toolbox: Toolbox, story: Story, order: ProofOrder): Promise<Proof> {
  const schedule = parseSchedule(order.schedule);
  if (!schedule) return { state: 'open', reason: `${order.schedule} cannot be predicted`, causes: [] };
  let open: Proof = { state: 'open', reason: 'no tick was seen', causes: [] };
  let afterMs = order.enabledAtMs;
  for (let tick = 1; tick <= order.maxTicks; tick += 1) {
    const title = `Tick ${tick} of at most ${order.maxTicks}`;
    const guard = () => refuseOvertaken(toolbox, story.generation ?? 0);
    const outcome = await nextRun(toolbox, order, { schedule, afterMs, title, guard });
    await guard();
    if (outcome.state === 'failed' || outcome.state === 'absent') return failedTick(outcome);
    const proof = await judge(toolbox, story, order, tick);
    if (proof.state !== 'open') return proof;
    open = proof;
    toolbox.report({
      kind: 'note',
      text: `${proof.reason}. ${tick < order.maxTicks ? 'The next tick is waited for.' : ''}`.trim(),
    });
    afterMs = outcome.run ? firstMs(outcome.run) + 1 : toolbox.clock.now().getTime();
  }
  return open;
}

interface Wait {
  readonly schedule: Schedule;
  readonly afterMs: number;
  readonly title: string;
  /** Throws OVERTAKEN. */
  readonly guard: () => Promise<void>;
}

/** The run that is already there (after a resume), or the next one. */
async function nextRun(toolbox: Toolbox, order: ProofOrder, wait: Wait): Promise<TickOutcome> {
  toolbox.report({ kind: 'phase', title: wait.title });
  const { schedule, afterMs, guard } = wait;
  const { logGroup, timeoutSeconds, maxTicks } = order;
  const outcome = await awaitTick(toolbox, {
    ...{ schedule, logGroup, afterMs, guard },
    windowsFromMs: toolbox.clock.now().getTime(),
    maxWindows: maxTicks,
    runLimitMs: timeoutSeconds * 1000,
  });
  toolbox.evidence.append('verdict', 'tick', { state: outcome.state, detail: detailOf(outcome) });
  return outcome;
}

function detailOf(outcome: TickOutcome): string {
  return outcome.state === 'ended' ? outcome.note : outcome.reason;
}

function failedTick(outcome: Extract<TickOutcome, { state: 'failed' | 'absent' }>): Proof {
  const run = outcome.state === 'failed' ? outcome.run : null;
  return { state: 'failed', reason: outcome.reason, troubleAtMs: run ? firstMs(run) : null };
}

async function judge(toolbox: Toolbox, story: Story, order: ProofOrder, ticks: number): Promise<Proof> {
  toolbox.report({ kind: 'phase', title: 'Verify' });
  const verification = await runVerification(toolbox, { sinceMs: order.enabledAtMs, settleMs });
  story.checks = verification.checks;
  await refuseOvertaken(toolbox, story.generation ?? 0);
  const { verdict, causes } = verification;
  const runs = runsOf(verification);
  if (verdict.state === 'pass') return { state: 'proven', runs, ticks, enabledAtMs: order.enabledAtMs };
  if (verdict.state === 'inconclusive') return { state: 'open', reason: verdict.reason, causes };
  const last = runs.at(-1);
  return { state: 'failed', reason: verdict.reason, troubleAtMs: last ? firstMs(last) : null };
}

function runsOf({ facts }: Verification): readonly TickRun[] {
  return facts.runs.state === 'read' ? facts.runs.value : [];
}
