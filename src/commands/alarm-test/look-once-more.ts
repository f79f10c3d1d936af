/*
 * One look after CloudWatch has evaluated every tested alarm by itself: while a state was forced, a real alarm could not show.
 */
import type { Alarm } from '../../aws/alarm.ts';
import { nonceOf } from '../../domain/alarm-nonce.ts';
import { evaluationMs } from '../../domain/alarm-state.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { alarmPrefix } from '../../monitoring/alarms.ts';
import { isInterruption } from '../../runtime/interruption.ts';
import { type StopCause, stopCauseOf } from '../../runtime/stop-cause.ts';
import { uninterrupted } from '../read-alarm.ts';
import { readAlarmHistory } from '../read-alarm-history.ts';
import type { Toolbox } from '../toolbox.ts';
import { tryRead } from '../try-read.ts';
import { notSeen, restoredAgain, seenLast } from './last-cell.ts';
import { restoreTrial } from './restore-trial.ts';
import { type ForcedTrial, mayBeForced, type TestedAlarm } from './trial.ts';
import type { Left } from './what-is-left.ts';

export interface LookedAt {
  readonly tested: readonly TestedAlarm[];
  /** What had to be set once more. */
  readonly steps: readonly StepResult[];
}

/**
 * The same alarms, each that stands in ALARM or fired meanwhile marked so, and one that stands forced again restored once
 * more. A stopped test looks at once, and says that it did not wait for the evaluation.
 */
export async function lookOnceMore(
  toolbox: Toolbox,
  tested: readonly TestedAlarm[],
  left: Left,
): Promise<LookedAt> {
  if (toolbox.isDryRun || !tested.some(isWatched)) return { tested, steps: [] };
  const cause = await waitForEvaluation(toolbox);
  const look = uninterrupted(toolbox);
  const reading = await tryRead(look, {
    source: `cloudwatch:DescribeAlarms ${alarmPrefix}`,
    ask: () => toolbox.aws.metrics.alarms(alarmPrefix),
  });
  if (reading.state === 'unreadable') {
    const why = `no last look: ${reading.reason}`;
    return { tested: tested.map((each) => (isWatched(each) ? notSeen(each, why) : each)), steps: [] };
  }
  return await settleAll(look, {
    tested,
    left,
    cause,
    live: new Map(reading.value.map((alarm) => [alarm.name, alarm])),
  });
}

/** Null where it was waited for; else what stopped the test. */
async function waitForEvaluation(toolbox: Toolbox): Promise<StopCause | null> {
  const { clock, signal, report } = toolbox;
  if (signal.aborted) return stopCauseOf(signal);
  const untilIso = new Date(clock.now().getTime() + evaluationMs).toISOString();
  report({ kind: 'waiting', what: "CloudWatch's own evaluation of the tested alarms", untilIso });
  try {
    await clock.sleep(evaluationMs, signal);
    return null;
  } catch (error) {
    if (!signal.aborted && !isInterruption(error)) throw error;
    return stopCauseOf(signal);
  }
}

function isWatched(tested: TestedAlarm): tested is TestedAlarm & { readonly forced: ForcedTrial } {
  return tested.forced !== null && !mayBeForced(tested);
}

interface LastLook {
  readonly tested: readonly TestedAlarm[];
  readonly live: ReadonlyMap<string, Alarm>;
  readonly cause: StopCause | null;
  readonly left: Left;
}

async function settleAll(toolbox: Toolbox, { tested, live, cause, left }: LastLook): Promise<LookedAt> {
  const settled: TestedAlarm[] = [];
  const steps: StepResult[] = [];
  for (const each of tested) {
    if (!isWatched(each)) {
      settled.push(each);
      continue;
    }
    const { forced } = each;
    const alarm = live.get(forced.name) ?? null;
    const isForcedAgain = alarm?.state === 'ALARM' && nonceOf(alarm.reason) === forced.nonce;
    if (isForcedAgain) left.forced.add(forced.name);
    const again = isForcedAgain ? await restoreTrial(toolbox, forced, (step) => steps.push(step)) : null;
    // Read last: it shows what happened while the states were read.
    const history = await readAlarmHistory(toolbox, forced);
    const sight = { forced, history, cause };
    const seen = again ? restoredAgain(each, again, sight) : seenLast(each, { ...sight, alarm });
    if (!mayBeForced(seen)) left.forced.delete(forced.name);
    settled.push(seen);
  }
  return { tested: settled, steps };
}
