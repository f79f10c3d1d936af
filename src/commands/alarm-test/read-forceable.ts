/* Reads one alarm right before it is forced, and says why it must not be. */
import type { Alarm } from '../../aws/alarm.ts';
import { unmeasured } from '../../domain/alarm-matrix.ts';
import { nonceOf } from '../../domain/alarm-nonce.ts';
import type { SettledState } from '../../domain/alarm-state.ts';
import type { AlarmWay } from '../../domain/alarm-way.ts';
import { fail, inconclusive, type Verdict } from '../../domain/verdict.ts';
import type { Reading } from '../../domain/verification-facts.ts';
import { readAlarm, uninterrupted } from '../read-alarm.ts';
import type { Toolbox } from '../toolbox.ts';
import { tryRead } from '../try-read.ts';
import type { ChosenAlarm } from './choose-alarms.ts';
import type { TestOrder } from './test-order.ts';
import { lintCell, type Untested } from './trial.ts';

export type Forceable =
  | {
      readonly mayBeForced: true;
      readonly alarm: Alarm;
      readonly before: SettledState;
      readonly way: AlarmWay;
    }
  | { readonly mayBeForced: false; readonly why: Omit<Untested, 'channels'> };

/** The alarm itself is read last: whatever happens to it after this read is for the history to show. */
export async function readForceable(
  toolbox: Toolbox,
  { wayOf }: TestOrder,
  chosen: ChosenAlarm,
): Promise<Forceable> {
  const { name } = chosen;
  const composites = await tryRead(uninterrupted(toolbox), {
    source: `cloudwatch:DescribeAlarms composite alarms over ${name}`,
    ask: () => toolbox.aws.metrics.compositesOver(name),
  });
  const reading = await readAlarm(toolbox, name);
  if (reading.state === 'unreadable') return unread(name, reading.reason);
  const { value: alarm } = reading;
  if (alarm === null) return absent(chosen);
  const way = wayOf(alarm);
  const { state } = alarm;
  const refused = (verdict: Verdict): Forceable => ({
    mayBeForced: false,
    why: { name, state, lint: lintCell(way), verdict },
  });
  if (state === 'ALARM') return refused(inconclusive(whyAlarming(alarm)));
  if (way.whyUnforceable !== null) return refused(fail(`not forced: ${way.whyUnforceable}`));
  const whyComposite = whyNotBecauseOfComposites(alarm, composites);
  if (whyComposite !== null) return refused(inconclusive(`not forced: ${whyComposite}`));
  return { mayBeForced: true, alarm, before: state, way };
}

function unread(name: string, reason: string): Forceable {
  const lint = unmeasured(inconclusive('its settings could not be read'));
  const verdict = inconclusive(`not forced: ${reason}`);
  return { mayBeForced: false, why: { name, state: null, lint, verdict } };
}

function absent({ name, live }: ChosenAlarm): Forceable {
  const verdict = fail(live === null ? 'it is declared and not there' : 'it was deleted during the test');
  return { mayBeForced: false, why: { name, state: null, lint: unmeasured(verdict), verdict } };
}

/** For the operator: why an alarm in ALARM is left alone. */
export function whyAlarming({ reason, updatedAt }: Alarm): string {
  const since = updatedAt === null ? '' : ` since ${updatedAt}`;
  return nonceOf(reason) === null
    ? `not touched: it is really in ALARM${since} (${reason})`
    : `not touched: it stands in ALARM by a test${since}; run naver-sms preflight to restore it`;
}

/**
 * A composite alarm goes to ALARM with an alarm that its rule references, and carries its own actions out. One that is
 * forced itself does not return to its real state until an alarm under it changes:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
 */
function whyNotBecauseOfComposites({ type }: Alarm, composites: Reading<readonly string[]>): string | null {
  if (type === 'composite') return 'a composite alarm does not return to its real state by itself';
  if (composites.state === 'unreadable')
    return `the composite alarms over it could not be read: ${composites.reason}`;
  const [first] = composites.value;
  return first === undefined ? null : `the composite alarm ${first} watches it and would fire with it`;
}
