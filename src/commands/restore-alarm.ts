/* Takes a forced state back, and says what the alarm reads as afterwards. An alarm that moved on by itself is left alone. */
import { forcedReason, nonceOf, realAlarmReason } from '../domain/alarm-nonce.ts';
import type { AlarmState } from '../domain/alarm-state.ts';
import type { ForcedAlarm, Standing } from '../domain/judge-forced.ts';
import type { StepResult } from '../domain/step-result.ts';
import { readAlarmAgain } from './read-alarm.ts';
import { runStep } from './run-step.ts';
import type { Toolbox } from './toolbox.ts';
import { isUnsure, watchStanding } from './watch-standing.ts';

export interface Restoration extends Pick<Standing, 'found' | 'sentence'> {
  /** As in Standing; where it ends as `overwritten`, our reason still stands over a real ALARM. */
  readonly state: Exclude<Standing['state'], 'unchanged' | 'unclear'>;
  /** Null where nothing had to be set. */
  readonly step: StepResult | null;
  /** From before the first read to the read that proved it, milliseconds on the tool's clock. */
  readonly tookMs: number;
}

/** True where a later command must look again: its intent stays open. */
export function isOpen({ state }: Pick<Restoration, 'state'>): boolean {
  return state === 'forced' || state === 'unknown' || state === 'overwritten';
}

/** DescribeAlarms and the history may lag behind SetAlarmState. Milliseconds. */
export const readBackMs = 15_000;

/**
 * Sets one alarm back where our call moved it to ALARM and it still stands there, and reads it back. One that had fired
 * before keeps its ALARM and gets a reason that says so. Heeds no interruption, since a forced alarm must not stay; bounded
 * by its own deadlines. In a dry run it reads once and concludes nothing. Never throws for what AWS did.
 */
export async function restoreAlarm(toolbox: Toolbox, forced: ForcedAlarm): Promise<Restoration> {
  const startedMs = toolbox.clock.now().getTime();
  const waitMs = toolbox.isDryRun ? 0 : readBackMs;
  const standing = settled(await watchStanding(toolbox, forced, { waitMs, isPassing: isUnsure }));
  const nothingSet = { ...standing, step: null, tookMs: 0 };
  if (toolbox.isDryRun) return nothingSet;
  const change = changeFor(forced, standing);
  if (change === null) return nothingSet;
  const { step, after } = await make(toolbox, forced, change);
  return { ...after, step, tookMs: toolbox.clock.now().getTime() - startedMs };
}

/** What recovery needs to know of a change of this alarm. */
export function markOf({
  nonce,
  before,
  beforeUpdatedAtMs,
}: Pick<ForcedAlarm, 'nonce' | 'before' | 'beforeUpdatedAtMs'>) {
  const beforeUpdatedAt = beforeUpdatedAtMs === null ? null : new Date(beforeUpdatedAtMs).toISOString();
  return { nonce, before, beforeUpdatedAt };
}

/** What is set, and the standing that it ends. */
interface AlarmChange {
  readonly id: string;
  readonly title: string;
  readonly state: AlarmState;
  readonly reason: string;
  readonly ends: 'forced' | 'overwritten';
}

function changeFor(
  { name, nonce, before }: ForcedAlarm,
  { state }: Pick<Restoration, 'state'>,
): AlarmChange | null {
  if (state === 'forced') {
    const title = `Restore ${name} to ${before}`;
    return {
      id: `restore-${name}`,
      title,
      state: before,
      reason: forcedReason(nonce, 'restored'),
      ends: state,
    };
  }
  if (state === 'overwritten') {
    const title = `Mark ${name} as really in ALARM`;
    return { id: `mark-real-${name}`, title, state: 'ALARM', reason: realAlarmReason(nonce), ends: state };
  }
  return null;
}

async function make(toolbox: Toolbox, forced: ForcedAlarm, change: AlarmChange) {
  const { name } = forced;
  const { id, title, state, reason, ends } = change;
  let attempts = 0;
  const outcome = await runStep(toolbox, {
    id,
    title,
    change: {
      ...{ kind: 'alarm-state', alarm: name, state, ...markOf(forced) },
      ...(ends === 'overwritten' ? { isReal: true } : {}),
    },
    act: async () => {
      attempts += 1;
      // The first attempt follows the read that decided it. An earlier one may have taken effect, and more may have happened.
      if (attempts > 1 && !(await isUnderNonce(toolbox, forced))) return 'not-set' as const;
      await toolbox.aws.metrics.setAlarmState(name, state, reason);
      return 'set' as const;
    },
    describe: (value) =>
      value === 'set'
        ? 'AWS acknowledged it; now it is read back'
        : 'an earlier attempt had taken effect: nothing more was set',
  });
  const after = await watchStanding(toolbox, forced, {
    waitMs: outcome.state === 'failed' ? 0 : readBackMs,
    isPassing: (each) => each === ends || isUnsure(each),
  });
  return { step: outcome.step, after: inWords(forced, stillAs(ends, settled(after)), ends) };
}

/** Throws where it cannot be read: then nothing is set. */
async function isUnderNonce(toolbox: Toolbox, { name, nonce }: ForcedAlarm): Promise<boolean> {
  const alarm = await readAlarmAgain(toolbox, name);
  return alarm?.state === 'ALARM' && nonceOf(alarm.reason) === nonce;
}

type Settled = Pick<Restoration, 'state' | 'found' | 'sentence'>;

function settled({ state, found, sentence }: Standing): Settled {
  return { state: state === 'unchanged' || state === 'unclear' ? 'unknown' : state, found, sentence };
}

/** The reason that we have just set says nothing of what fired. */
function inWords({ name }: ForcedAlarm, after: Settled, ends: AlarmChange['ends']): Settled {
  if (ends !== 'overwritten' || after.state !== 'fired') return after;
  const sentence = `${name} is in ALARM for a reason that is not ours: it fired just before the test forced it. Its reason says so now, and its history has its own.`;
  return { ...after, sentence };
}

/** Still in ALARM under our nonce where no new source says whose change it was: it stands as it was judged before. */
function stillAs(ends: AlarmChange['ends'], after: Settled): Settled {
  return after.state === 'unknown' && after.found === 'ALARM' ? { ...after, state: ends } : after;
}
