/*
 * One look after CloudWatch has evaluated every tested alarm by itself: while a state was forced, a real alarm could not show.
 */
import type { Alarm } from '../../aws/alarm.ts';
import { nonceOf } from '../../domain/alarm-nonce.ts';
import { evaluationMs } from '../../domain/alarm-state.ts';
import { firedText } from '../../domain/judge-forced.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { fail, inconclusive } from '../../domain/verdict.ts';
import { alarmPrefix } from '../../monitoring/alarms.ts';
import { isInterruption } from '../../runtime/interruption.ts';
import type { Toolbox } from '../toolbox.ts';
import { tryRead } from '../try-read.ts';
import { restoreTrial } from './restore-trial.ts';
import { restoredCell } from './restored-cell.ts';
import { mayBeForced, type TestedAlarm } from './trial.ts';

export interface LookedAt {
  readonly tested: readonly TestedAlarm[];
  /** What had to be set once more. */
  readonly steps: readonly StepResult[];
}

/**
 * The same alarms, each that stands in ALARM now marked so, and one that stands forced again restored once more.
 * Interrupted, it says that nobody looked.
 */
export async function lookOnceMore(toolbox: Toolbox, tested: readonly TestedAlarm[]): Promise<LookedAt> {
  if (toolbox.isDryRun || !tested.some(isWatched)) return { tested, steps: [] };
  const untilIso = new Date(toolbox.clock.now().getTime() + evaluationMs).toISOString();
  toolbox.report({ kind: 'waiting', what: "CloudWatch's own evaluation of the tested alarms", untilIso });
  try {
    await toolbox.clock.sleep(evaluationMs, toolbox.signal);
    const reading = await tryRead(toolbox, {
      source: `cloudwatch:DescribeAlarms ${alarmPrefix}`,
      ask: () => toolbox.aws.metrics.alarms(alarmPrefix),
    });
    if (reading.state === 'unreadable')
      return { tested: tested.map((each) => unseen(each, `no last look: ${reading.reason}`)), steps: [] };
    return await settleAll(toolbox, tested, new Map(reading.value.map((alarm) => [alarm.name, alarm])));
  } catch (error) {
    if (!toolbox.signal.aborted && !isInterruption(error)) throw error;
    const why = 'no last look at it: the operator interrupted the test';
    return { tested: tested.map((each) => unseen(each, why)), steps: [] };
  }
}

function isWatched(tested: TestedAlarm): boolean {
  return tested.forced !== null && !mayBeForced(tested);
}

function unseen(tested: TestedAlarm, why: string): TestedAlarm {
  const { restored } = tested.row.cells;
  if (!isWatched(tested) || restored.verdict.state !== 'pass') return tested;
  return withRestored(tested, { ...restored, verdict: inconclusive(why) }, tested.row.after);
}

async function settleAll(
  toolbox: Toolbox,
  tested: readonly TestedAlarm[],
  live: ReadonlyMap<string, Alarm>,
): Promise<LookedAt> {
  const settled: TestedAlarm[] = [];
  const steps: StepResult[] = [];
  for (const each of tested) {
    const { forced } = each;
    const alarm = live.get(each.row.alarm);
    if (forced === null || !isWatched(each)) settled.push(each);
    else if (alarm?.state === 'ALARM' && nonceOf(alarm.reason) === forced.nonce) {
      const restoration = await restoreTrial(toolbox, forced, (step) => steps.push(step));
      settled.push(restoredAgain(each, restoration));
    } else settled.push(seen(each, alarm));
  }
  return { tested: settled, steps };
}

function restoredAgain(
  tested: TestedAlarm,
  restoration: NonNullable<TestedAlarm['restoration']>,
): TestedAlarm {
  const cell = restoredCell(restoration, true);
  const remark = 'the last look found it forced again, and it was restored once more';
  const restored = cell.verdict.state === 'pass' ? { ...cell, remark } : cell;
  return { ...withRestored(tested, restored, restoration.found), restoration };
}

function seen(tested: TestedAlarm, live: Alarm | undefined): TestedAlarm {
  const { restored } = tested.row.cells;
  if (!live)
    return withRestored(tested, { ...restored, verdict: fail('it was deleted during the test') }, null);
  if (live.state !== 'ALARM' || restored.verdict.state === 'fail')
    return withRestored(tested, restored, live.state);
  const fired = restoredCell(
    { state: 'fired', found: live.state, sentence: firedText(live), step: null, tookMs: 0 },
    true,
  );
  return withRestored(tested, fired, live.state);
}

function withRestored(
  tested: TestedAlarm,
  restored: TestedAlarm['row']['cells']['restored'],
  after: string | null,
): TestedAlarm {
  return { ...tested, row: { ...tested.row, after, cells: { ...tested.row.cells, restored } } };
}
