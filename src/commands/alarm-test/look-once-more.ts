/*
 * One look after CloudWatch has evaluated every tested alarm by itself: while a state was forced, a real alarm could not show.
 */
import { fail, inconclusive } from '../../domain/verdict.ts';
import { alarmPrefix } from '../../monitoring/alarms.ts';
import { isInterruption } from '../../runtime/interruption.ts';
import type { Toolbox } from '../toolbox.ts';
import { tryRead } from '../try-read.ts';
import { restoredCell } from './restored-cell.ts';
import { mayBeForced, type TestedAlarm } from './trial.ts';

/**
 * Metric alarms are evaluated once a minute, and SetAlarmState lasts no longer than to the next time:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html. Milliseconds.
 */
const evaluationMs = 65_000;

/** The same alarms, each that stands in ALARM now marked so. Interrupted, it says that nobody looked. */
export async function lookOnceMore(
  toolbox: Toolbox,
  tested: readonly TestedAlarm[],
): Promise<readonly TestedAlarm[]> {
  const isWatched = (alarm: TestedAlarm) => alarm.forced !== null && !mayBeForced(alarm);
  if (toolbox.isDryRun || !tested.some(isWatched)) return tested;
  const untilIso = new Date(toolbox.clock.now().getTime() + evaluationMs).toISOString();
  toolbox.report({ kind: 'waiting', what: "CloudWatch's own evaluation of the tested alarms", untilIso });
  try {
    await toolbox.clock.sleep(evaluationMs, toolbox.signal);
    const reading = await tryRead(toolbox, {
      source: `cloudwatch:DescribeAlarms ${alarmPrefix}`,
      ask: () => toolbox.aws.metrics.alarms(alarmPrefix),
    });
    if (reading.state === 'unreadable') return marked(tested, isWatched, `no last look: ${reading.reason}`);
    const states = new Map(reading.value.map((alarm) => [alarm.name, alarm]));
    return tested.map((alarm) => (isWatched(alarm) ? settled(alarm, states.get(alarm.row.alarm)) : alarm));
  } catch (error) {
    if (!toolbox.signal.aborted && !isInterruption(error)) throw error;
    return marked(tested, isWatched, 'no last look at it: the operator interrupted the test');
  }
}

function marked(
  tested: readonly TestedAlarm[],
  isWatched: (alarm: TestedAlarm) => boolean,
  why: string,
): readonly TestedAlarm[] {
  return tested.map((alarm) => {
    const { restored } = alarm.row.cells;
    if (!isWatched(alarm) || restored.verdict.state !== 'pass') return alarm;
    return withRestored(alarm, { ...restored, verdict: inconclusive(why) }, alarm.row.after);
  });
}

function settled(
  tested: TestedAlarm,
  live: { readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'; readonly reason: string } | undefined,
): TestedAlarm {
  const { restored } = tested.row.cells;
  if (!live) {
    const gone = fail('it was deleted during the test');
    return withRestored(tested, { ...restored, verdict: gone }, null);
  }
  if (live.state !== 'ALARM') return withRestored(tested, restored, live.state);
  const fired = restoredCell(
    { state: 'fired', found: live.state, sentence: live.reason, step: null, tookMs: 0 },
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
