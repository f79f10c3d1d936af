/* Takes a forced state back, and says what the alarm reads as afterwards. An alarm that moved on by itself is left alone. */
import type { Alarm } from '../aws/services.ts';
import { forcedReason, nonceOf } from '../domain/alarm-nonce.ts';
import type { AlarmState, SettledState } from '../domain/alarm-state.ts';
import type { StepResult } from '../domain/step-result.ts';
import { OperatorError } from '../errors/operator-error.ts';
import { waitUntil } from '../runtime/wait-until.ts';
import { runStep } from './run-step.ts';
import type { Toolbox } from './toolbox.ts';

export interface ForcedAlarm {
  readonly name: string;
  readonly nonce: string;
  /** The state from before the test. */
  readonly before: SettledState;
}

export interface Restoration {
  /**
   * `restored`: we set it back, and it reads back so. `moved-on`: it was not in ALARM any more. `fired`: it is in
   * ALARM for a reason that is not ours, and was left there. `gone`: deleted. `forced`: it still stands in ALARM under our
   * nonce. `unknown`: it could not be read.
   */
  readonly state: 'restored' | 'moved-on' | 'fired' | 'gone' | 'forced' | 'unknown';
  /** The state as last read; null where it is gone or could not be read. */
  readonly found: AlarmState | null;
  /** What was read, for the operator. */
  readonly sentence: string;
  /** Null where nothing had to be set. */
  readonly step: StepResult | null;
  /** From before the first read to the read that proved it, milliseconds on the tool's clock. */
  readonly tookMs: number;
}

/**
 * Sets one alarm back where it still stands in ALARM under its nonce, and reads it back. Heeds no interruption, since a
 * forced alarm must not stay; bounded by its own deadline. Never throws for what AWS did.
 */
export async function restoreAlarm(toolbox: Toolbox, forced: ForcedAlarm): Promise<Restoration> {
  const startedMs = toolbox.clock.now().getTime();
  const before = judge(forced, await look(toolbox, forced.name));
  if (before.state !== 'forced' || toolbox.isDryRun) return { ...before, step: null, tookMs: 0 };
  const outcome = await runStep(toolbox, {
    id: `restore-${forced.name}`,
    title: `Restore ${forced.name} to ${forced.before}`,
    change: { kind: 'alarm-state', alarm: forced.name, state: forced.before, ...markOf(forced) },
    act: () =>
      toolbox.aws.metrics.setAlarmState(forced.name, forced.before, forcedReason(forced.nonce, 'restored')),
    describe: () => 'AWS acknowledged it; now it is read back',
  });
  const after = await readBack(toolbox, forced, outcome.state === 'failed');
  return { ...after, step: outcome.step, tookMs: toolbox.clock.now().getTime() - startedMs };
}

/** What recovery needs to know of a change of this alarm. */
export function markOf({ nonce, before }: ForcedAlarm) {
  return { nonce, before };
}

type Judged = Pick<Restoration, 'state' | 'found' | 'sentence'>;
type Look = { readonly isRead: true; readonly alarm: Alarm | null } | { readonly isRead: false; why: string };

/** DescribeAlarms may lag behind SetAlarmState. Milliseconds. */
const readBackMs = 15_000;

async function readBack(toolbox: Toolbox, forced: ForcedAlarm, isRefused: boolean): Promise<Judged> {
  let last: Judged = { state: 'unknown', found: null, sentence: 'It was not read.' };
  await waitUntil({
    clock: toolbox.clock,
    deadlineMs: isRefused ? 0 : readBackMs,
    intervalMs: 250,
    maxIntervalMs: 3_000,
    probe: async () => {
      last = judge(forced, await look(toolbox, forced.name));
      return last.state === 'forced' || last.state === 'unknown' ? null : last;
    },
  });
  return last;
}

async function look({ aws }: Toolbox, name: string): Promise<Look> {
  try {
    const found = await aws.metrics.alarms(name);
    return { isRead: true, alarm: found.find((alarm) => alarm.name === name) ?? null };
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return { isRead: false, why: error.text.what };
  }
}

function judge({ name, nonce, before }: ForcedAlarm, seen: Look): Judged {
  if (!seen.isRead)
    return { state: 'unknown', found: null, sentence: `${name} could not be read: ${seen.why}` };
  const { alarm } = seen;
  if (alarm === null)
    return { state: 'gone', found: null, sentence: `${name} is not there any more: it was deleted.` };
  const { state: found, reason } = alarm;
  if (found === 'ALARM') {
    return nonceOf(reason) === nonce
      ? { state: 'forced', found, sentence: `${name} still stands in ALARM by our test.` }
      : { state: 'fired', found, sentence: `${name} is in ALARM for a reason that is not ours: ${reason}` };
  }
  if (nonceOf(reason) === nonce)
    return { state: 'restored', found, sentence: `${name} reads back as ${found}.` };
  const change = found === before ? '' : `, was ${before}`;
  return {
    state: 'moved-on',
    found,
    sentence: `${name} left ALARM before we set it back: ${found}${change}.`,
  };
}
