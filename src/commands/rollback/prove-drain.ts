/** Waits until no run of the function is left, then has Lambda itself refuse a new one. */
import { isInFlight, judgeProbe, lastTimeoutMs, longestRunMs } from '../../domain/rollback-proof.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { waitUntil } from '../../runtime/wait-until.ts';
import { runStep } from '../run-step.ts';
import type { Toolbox } from '../toolbox.ts';
import { momentOf } from './moment.ts';
import type { ProvenMoment } from './prove-silence.ts';

/** How long a reserved concurrency of 0 may take until Lambda refuses by it. Milliseconds. */
const brakeTakesMs = 15_000;
/** How long an unreadable run register is asked again. Milliseconds. */
const registerTakesMs = 15_000;

export interface DrainProof extends ProvenMoment {
  readonly steps: readonly StepResult[];
}

/** `isBraked`: whether reserved concurrency 0 was read back; without it a probe would start a run. */
export async function proveDrain(
  toolbox: Toolbox,
  functionName: string,
  isBraked: boolean,
): Promise<DrainProof> {
  if (!isBraked) return { moment: null, because: 'reserved concurrency 0 does not read back', steps: [] };
  const left = await waitForRuns(toolbox);
  if (left !== null) return { moment: null, because: left, steps: [] };
  return await proveRefusal(toolbox, functionName);
}

/** Null once no run is left; otherwise why that could not be seen. Every run is killed in the end, so this ends too. */
async function waitForRuns(toolbox: Toolbox): Promise<string | null> {
  const startMs = toolbox.clock.now().getTime();
  let problem = 'runs are still registered in flight';
  const result = await waitUntil({
    clock: toolbox.clock,
    deadlineMs: longestRunMs,
    intervalMs: 200,
    maxIntervalMs: 2_000,
    signal: toolbox.signal,
    probe: async () => {
      const runs = await runsOf(toolbox);
      const nowMs = toolbox.clock.now().getTime();
      if (runs === null)
        return nowMs - startMs < registerTakesMs ? null : 'the run register could not be read';
      const count = runs.filter((run) => isInFlight(run, nowMs)).length;
      if (count === 0) return 'drained';
      problem = `${count} registered in flight`;
      sayWaiting(toolbox, problem, lastTimeoutMs(runs, nowMs) ?? nowMs);
      return null;
    },
  });
  if (result.state === 'deadline') return problem;
  return result.value === 'drained' ? null : result.value;
}

async function runsOf(toolbox: Toolbox) {
  const since = new Date(toolbox.clock.now().getTime() - longestRunMs).toISOString();
  return await toolbox.aws.control.runsSince(since).catch(() => null);
}

function sayWaiting(toolbox: Toolbox, what: string, untilMs: number): void {
  const text = `Waiting for the last run to end (nothing is sent any more): ${what}`;
  toolbox.report({ kind: 'waiting', what: text, untilIso: new Date(untilMs).toISOString() });
}

async function proveRefusal(toolbox: Toolbox, functionName: string): Promise<DrainProof> {
  const steps: StepResult[] = [];
  let because = 'no probe was answered';
  const result = await waitUntil({
    clock: toolbox.clock,
    deadlineMs: brakeTakesMs,
    intervalMs: 500,
    maxIntervalMs: 4_000,
    signal: toolbox.signal,
    probe: async () => {
      const probed = await probe(toolbox, functionName, steps.length + 1);
      steps.push(probed.step);
      because = probed.because;
      return probed.isRefused ? momentOf(toolbox.clock) : null;
    },
  });
  return { moment: result.state === 'met' ? result.value : null, because, steps };
}

interface Probed {
  readonly isRefused: boolean;
  readonly because: string;
  readonly step: StepResult;
}

async function probe(toolbox: Toolbox, functionName: string, attempt: number): Promise<Probed> {
  const outcome = await runStep(toolbox, {
    id: `probe-${attempt}`,
    title: `Ask ${functionName} to run: it must be refused`,
    change: {
      kind: 'probe-invoke',
      function: functionName,
      purpose: 'prove that reserved concurrency 0 refuses',
    },
    act: () => toolbox.aws.functions.invoke(functionName, { mode: 'build' }),
    describe: (answer) => `answer ${answer.status}${'reason' in answer ? ` ${answer.reason}` : ''}`,
  });
  if (outcome.state !== 'done') return { isRefused: false, because: outcome.step.detail, step: outcome.step };
  const answer = outcome.value;
  const verdict = judgeProbe({ status: answer.status, reason: 'reason' in answer ? answer.reason : null });
  const because = verdict.state === 'pass' ? 'no run is left and a new one is refused' : verdict.reason;
  return { isRefused: verdict.state === 'pass', because, step: outcome.step };
}
