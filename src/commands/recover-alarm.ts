/* An alarm that a run which ended without an answer had set, or may have set: how it stands, and its restoring. */
import type { AlarmState, SettledState } from '../domain/alarm-state.ts';
import type { JsonValue } from '../domain/json-value.ts';
import { type ForcedAlarm, firstFiring } from '../domain/judge-forced.ts';
import type { StepResult } from '../domain/step-result.ts';
import { readAlarmHistory } from './read-alarm-history.ts';
import type { RecoveredAlarm } from './recovered-alarm.ts';
import { isOpen, type Restoration, restoreAlarm } from './restore-alarm.ts';
import type { Toolbox } from './toolbox.ts';

/** A change of an alarm's state as its intent stands in the ledger. */
export interface DoubtfulAlarm {
  readonly alarm: string;
  readonly state: AlarmState;
  readonly nonce: string;
  readonly before: SettledState;
  /** UTC ISO; null in the ledgers of earlier versions. */
  readonly beforeUpdatedAt: string | null;
  /** When the intent was written, UTC ISO. */
  readonly at: string;
}

export interface AlarmRecovery {
  readonly found: JsonValue;
  readonly sentence: string;
  /** True where it must stay open: a later command has to look again. */
  readonly isOpen: boolean;
  /** What was set; null where nothing was. */
  readonly recovered: RecoveredAlarm | null;
}

/** Never throws for what AWS did. Where it may not restore, it reads once and leaves the intent open. */
export async function recoverAlarm(
  toolbox: Toolbox,
  doubtful: DoubtfulAlarm,
  { mayRestore }: { readonly mayRestore: boolean },
): Promise<AlarmRecovery> {
  const { alarm: name, nonce, before, beforeUpdatedAt } = doubtful;
  const forced: ForcedAlarm = {
    ...{ name, nonce, before },
    beforeUpdatedAtMs: beforeUpdatedAt === null ? null : Date.parse(beforeUpdatedAt),
    calledAtMs: Date.parse(doubtful.at),
    // Its run may have died before the answer, and before any notification.
    ...{ isAcknowledged: false, hasNotified: false },
  };
  const now = await restoreAlarm({ ...toolbox, isDryRun: toolbox.isDryRun || !mayRestore }, forced);
  const sentences = [
    setText(doubtful, now),
    now.sentence,
    mayRestore ? await firingText(toolbox, forced, now) : '',
    isOpen(now) ? 'The next naver-sms command that acts looks again and restores it.' : '',
  ];
  return {
    found: { state: now.state, alarm: now.found },
    sentence: sentences.filter((text) => text !== '').join(' '),
    isOpen: isOpen(now),
    recovered: recoveredOf(name, now),
  };
}

function recoveredOf(alarm: string, { step, found: state }: Restoration): RecoveredAlarm | null {
  if (step === null || (step.state !== 'done' && step.state !== 'in-doubt')) return null;
  return { alarm, was: isMarking(step) ? 'marked' : 'restored', state, step };
}

const isMarking = ({ id }: StepResult): boolean => id.startsWith('mark-real-');

/** Who had set it, and what this command did about it; nothing where this command had nothing to set. */
function setText({ alarm }: DoubtfulAlarm, { step }: Restoration): string {
  if (step === null) return '';
  return `An earlier alarm-test had set ${alarm} to ALARM, and this command ${didText(step)}.`;
}

function didText(step: StepResult): string {
  const [infinitive, past] = isMarking(step)
    ? ['mark it as really in ALARM', 'marked it as really in ALARM']
    : ['restore it', 'restored it'];
  if (step.state === 'done') return past;
  return step.state === 'in-doubt' ? `may have ${past}` : `could not ${infinitive}`;
}

/** How long after the call a real alarm is looked for: by then its test had ended. Milliseconds. */
const testMs = 600_000;

/** A real alarm that fired around the test and is over shows in its history alone. */
async function firingText(toolbox: Toolbox, forced: ForcedAlarm, { state }: Restoration): Promise<string> {
  if (state === 'fired' || state === 'overwritten' || state === 'gone') return '';
  const history = await readAlarmHistory(toolbox, forced);
  if (history.state === 'unreadable') return '';
  const fired = firstFiring(forced, history.value);
  if (fired === null || fired.atMs > forced.calledAtMs + testMs) return '';
  return `It fired at ${new Date(fired.atMs).toISOString()} for a reason that is not ours: ${fired.reason}`;
}
