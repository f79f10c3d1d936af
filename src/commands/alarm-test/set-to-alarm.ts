/* The step that forces one alarm. Each attempt after the first looks again: an earlier one may have taken effect. */
import type { Alarm } from '../../aws/alarm.ts';
import { forcedReason, nonceOf } from '../../domain/alarm-nonce.ts';
import type { ForcedAlarm } from '../../domain/judge-forced.ts';
import { readAlarmAgain } from '../read-alarm.ts';
import { markOf } from '../restore-alarm.ts';
import { runStep } from '../run-step.ts';
import type { StepOutcome } from '../step.ts';
import type { Toolbox } from '../toolbox.ts';
import { whyAlarming } from './read-forceable.ts';

export type ForceTarget = Omit<ForcedAlarm, 'calledAtMs' | 'isAcknowledged' | 'hasNotified'>;

/** What came of it. `why`: it was not forced, since the world changed between two attempts. */
export type Setting = { readonly isSet: true } | { readonly isSet: false; readonly why: string };

export interface SetToAlarm {
  readonly outcome: StepOutcome<Setting>;
  /** Just before SetAlarmState was called, by the tool's clock, UTC milliseconds. */
  readonly calledAtMs: number;
}

/** Never throws for what AWS did. Its intent stays open where it is done. */
export async function setToAlarm(toolbox: Toolbox, target: ForceTarget): Promise<SetToAlarm> {
  const { name, nonce, before } = target;
  const nowMs = () => toolbox.clock.now().getTime();
  let calledAtMs = nowMs();
  let attempts = 0;
  const outcome = await runStep<Setting>(toolbox, {
    id: `force-${name}`,
    title: `Force ${name} into ALARM`,
    change: { kind: 'alarm-state', alarm: name, state: 'ALARM', ...markOf(target) },
    act: async () => {
      attempts += 1;
      if (attempts > 1) {
        const setting = settingOf(target, await readAlarmAgain(toolbox, name));
        if (setting !== null) return setting;
      }
      calledAtMs = nowMs();
      await toolbox.aws.metrics.setAlarmState(name, 'ALARM', forcedReason(nonce, 'forced'));
      return { isSet: true };
    },
    describe: (setting) => (setting.isSet ? `was ${before}, ${nonce}` : setting.why),
    staysOpen: true,
  });
  return { outcome, calledAtMs };
}

/** Null where it is as it was before the first attempt, and may be tried again. */
function settingOf({ nonce, before }: ForceTarget, alarm: Alarm | null): Setting | null {
  if (alarm === null) return { isSet: false, why: 'it was deleted before it could be forced' };
  const { state, reason } = alarm;
  if (state === before) return null;
  if (state !== 'ALARM')
    return { isSet: false, why: `not forced: it went from ${before} to ${state} meanwhile; test it again` };
  return nonceOf(reason) === nonce ? { isSet: true } : { isSet: false, why: whyAlarming(alarm) };
}
