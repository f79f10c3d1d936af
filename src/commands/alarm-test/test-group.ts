/* A few alarms at once: force, watch, restore. Whatever happens between, what was forced is restored. */
import type { Alarm } from '../../aws/services.ts';
import { type Channel, type HopCell, type MatrixRow, unmeasured } from '../../domain/alarm-matrix.ts';
import type { JudgedHops } from '../../domain/judge-hops.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { fail, inconclusive } from '../../domain/verdict.ts';
import { alarmPrefix } from '../../monitoring/alarms.ts';
import { closeIntent } from '../close-intent.ts';
import { type Restoration, restoreAlarm } from '../restore-alarm.ts';
import { withStubbornEvidence } from '../stubborn-evidence.ts';
import type { Toolbox } from '../toolbox.ts';
import { tryRead } from '../try-read.ts';
import type { ChosenAlarm } from './choose-alarms.ts';
import { forceAlarm } from './force-alarm.ts';
import { restoredCell } from './restored-cell.ts';
import type { TestOrder } from './test-order.ts';
import { type ForcedTrial, lintCell, type TestedAlarm, untested } from './trial.ts';
import { watchHops } from './watch-hops.ts';

export interface TestedGroup {
  readonly tested: readonly TestedAlarm[];
  readonly steps: readonly StepResult[];
}

export interface GroupOrder {
  readonly group: readonly ChosenAlarm[];
  /** Why no further alarm is forced; null while all is well. Asked before each. */
  readonly whyNot: () => string | null;
}

/** Never throws for what AWS did, nor for an interruption: it restores, and says what it had seen until then. */
export async function testGroup(
  toolbox: Toolbox,
  order: TestOrder,
  { group, whyNot }: GroupOrder,
): Promise<TestedGroup> {
  const steps: StepResult[] = [];
  const tested = new Map<string, TestedAlarm>();
  const trials: ForcedTrial[] = [];
  const current = await readCurrent(toolbox, group);
  for (const { name } of group) {
    const alarm = current(name);
    const why = whyNot();
    if ('row' in alarm) tested.set(name, alarm.row(order.channels));
    else if (why !== null) tested.set(name, notReached(alarm, order, why));
    else {
      const outcome = await forceAlarm(toolbox, order, alarm, (step) => steps.push(step));
      if (outcome.isForced) trials.push(outcome.trial);
      else tested.set(name, outcome.tested);
    }
  }
  const hops = await watched(toolbox, order, trials);
  // Backwards, as every undoing: a disk that is full must not keep a state forced.
  for (const trial of trials.toReversed()) {
    const restored = await restore(toolbox, trial, steps);
    tested.set(trial.name, rowOf(trial, order.channels, hops.get(trial.name), restored));
  }
  return { tested: group.flatMap(({ name }) => tested.get(name) ?? []), steps };
}

type Missing = { readonly row: (channels: readonly Channel[]) => TestedAlarm };

/** The alarms as they are now: since the last group one may have fired, or be gone. */
async function readCurrent(
  toolbox: Toolbox,
  group: readonly ChosenAlarm[],
): Promise<(name: string) => Alarm | Missing> {
  const untouched = { ...toolbox, signal: new AbortController().signal };
  const reading = await tryRead(untouched, {
    source: `cloudwatch:DescribeAlarms ${alarmPrefix}`,
    ask: () => toolbox.aws.metrics.alarms(alarmPrefix),
  });
  return (name) => {
    const lint = unmeasured(inconclusive('its settings could not be read'));
    if (reading.state === 'unreadable') {
      const verdict = inconclusive(`not forced: ${reading.reason}`);
      return { row: (channels) => untested({ name, state: null, lint, verdict, channels }) };
    }
    const alarm = reading.value.find((each) => each.name === name);
    if (alarm) return alarm;
    const wasThere = group.some((each) => each.name === name && each.live !== null);
    const verdict = fail(wasThere ? 'it was deleted during the test' : 'it is declared and not there');
    return {
      row: (channels) => untested({ name, state: null, lint: unmeasured(verdict), verdict, channels }),
    };
  };
}

function notReached(alarm: Alarm, { wayOf, channels }: TestOrder, why: string): TestedAlarm {
  const verdict = inconclusive(`not tested: ${why}`);
  return untested({ name: alarm.name, state: alarm.state, lint: lintCell(wayOf(alarm)), verdict, channels });
}

async function watched(toolbox: Toolbox, order: TestOrder, trials: readonly ForcedTrial[]) {
  if (trials.length === 0) return new Map<string, JudgedHops>();
  try {
    return await watchHops(toolbox, order, trials);
  } catch (error) {
    // Restoring comes first; a defect of ours is reported behind it.
    const text = `Watching the hops broke off: ${error instanceof Error ? error.message : String(error)}`;
    toolbox.report({ kind: 'warning', text });
    return new Map<string, JudgedHops>();
  }
}

async function restore(toolbox: Toolbox, trial: ForcedTrial, steps: StepResult[]): Promise<Restoration> {
  const stubborn = withStubbornEvidence(toolbox);
  const restoration = await restoreAlarm(stubborn, trial).catch(notRestored);
  if (restoration.step) steps.push(restoration.step);
  const isUndone = restoration.state !== 'forced' && restoration.state !== 'unknown';
  if (isUndone && trial.openIntent !== null) {
    closeIntent(stubborn, { step: `force-${trial.name}`, intent: trial.openIntent }, restoration.sentence);
  }
  return restoration;
}

/** A defect of ours at one alarm must not keep the others forced. */
function notRestored(error: unknown): Restoration {
  const sentence = `restoring broke off: ${error instanceof Error ? error.message : String(error)}`;
  return { state: 'unknown', found: null, sentence, step: null, tookMs: 0 };
}

function rowOf(
  trial: ForcedTrial,
  channels: readonly Channel[],
  hops: JudgedHops | undefined,
  restoration: Restoration,
): TestedAlarm {
  const unseen = unmeasured(inconclusive('it was not looked at'));
  const ofChannel = (channel: Channel): HopCell => hops?.channel(channel) ?? unseen;
  const cells: MatrixRow['cells'] = {
    lint: lintCell(trial.way),
    changed: hops?.changed ?? unseen,
    action: hops?.action ?? unseen,
    ...Object.fromEntries(channels.map((channel) => [channel, ofChannel(channel)])),
    restored: restoredCell(restoration, hops?.changed?.verdict.state === 'pass'),
  };
  const { name, nonce, before } = trial;
  return {
    row: { alarm: name, nonce, before, after: restoration.found, cells },
    forced: trial,
    restoration,
    refusal: null,
  };
}
