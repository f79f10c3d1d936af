/* Where a forced alarm stands now: from its state, its history, and what it was before the test. Pure. */
import type { AlarmFiring, ForcedHistory } from './alarm-history.ts';
import { nonceOf } from './alarm-nonce.ts';
import type { AlarmState, SettledState } from './alarm-state.ts';
import type { Reading } from './verification-facts.ts';

/** What is known of one forced state, in the run that forced it or from its intent in the ledger. */
export interface ForcedAlarm {
  readonly name: string;
  readonly nonce: string;
  /** The state just before the test. */
  readonly before: SettledState;
  /** When CloudWatch had last updated that state, by its clock, UTC milliseconds; null where it is not known. */
  readonly beforeUpdatedAtMs: number | null;
  /** Just before SetAlarmState was called, by the tool's clock, UTC milliseconds. */
  readonly calledAtMs: number;
  /** True where AWS acknowledged the call: then the forced state must show sooner or later. */
  readonly isAcknowledged: boolean;
  /** True where a notification carried the nonce. CloudWatch publishes only where the state changes: our call moved it. */
  readonly hasNotified: boolean;
}

/** The alarm as it was read. */
export interface SeenAlarm {
  readonly state: AlarmState;
  readonly reason: string;
  /** UTC ISO by CloudWatch's clock; null where it gave none. */
  readonly updatedAt: string | null;
}

export interface Standing {
  /**
   * `forced`: in ALARM under our nonce, and it was our call that moved it there. `restored`: we set it back. `moved-on`:
   * it left ALARM by itself. `fired`: in ALARM for a reason that is not ours. `overwritten`: it had fired before we forced
   * it, and our reason replaced its own. `gone`: deleted. `unforced`: our call never took effect. `unknown`: it may be
   * forced. Only while it is waited for: `unchanged` reads as before the test; `unclear` has no entry in its history.
   */
  readonly state:
    | 'forced'
    | 'restored'
    | 'moved-on'
    | 'fired'
    | 'overwritten'
    | 'gone'
    | 'unforced'
    | 'unknown'
    | 'unchanged'
    | 'unclear';
  /** The state as last read; null where it is gone or could not be read. */
  readonly found: AlarmState | null;
  /** What was read, for the operator. */
  readonly sentence: string;
}

/** True where the history decides: the state alone cannot tell ours from a real one, or a fresh read from a stale one. */
export function needsHistory(forced: ForcedAlarm, seen: SeenAlarm): boolean {
  return seen.state === 'ALARM'
    ? nonceOf(seen.reason) === forced.nonce
    : nonceOf(seen.reason) !== forced.nonce && !isNewer(forced, seen);
}

/** `history` counts only where `needsHistory` says so. */
export function judgeForced(
  forced: ForcedAlarm,
  alarm: Reading<SeenAlarm | null>,
  history: Reading<ForcedHistory>,
): Standing {
  const { name, nonce } = forced;
  if (alarm.state === 'unreadable')
    return {
      state: 'unknown',
      found: null,
      sentence: `${mayStand(name)}: it could not be read: ${alarm.reason}`,
    };
  const { value: seen } = alarm;
  if (seen === null)
    return { state: 'gone', found: null, sentence: `${name} no longer exists: it was deleted.` };
  const isUnderNonce = nonceOf(seen.reason) === nonce;
  if (seen.state !== 'ALARM')
    return isUnderNonce
      ? { state: 'restored', found: seen.state, sentence: `${name} reads back as ${seen.state}.` }
      : judgeSettled(forced, seen, history);
  if (isUnderNonce) return judgeUnderNonce(forced, seen, history);
  if (isOlder(forced, seen)) return stale(forced, seen);
  return { state: 'fired', found: seen.state, sentence: firedText({ name, reason: seen.reason }) };
}

/** Of an alarm that really is in ALARM. */
export function firedText({ name, reason }: { readonly name: string; readonly reason: string }): string {
  return `${name} is in ALARM for a reason that is not ours: ${reason}`;
}

/** In ALARM under our nonce: whose change was it? Our call on an alarm in ALARM replaces its reason and nothing else. */
function judgeUnderNonce(
  forced: ForcedAlarm,
  { state: found }: SeenAlarm,
  history: Reading<ForcedHistory>,
): Standing {
  const { name, hasNotified } = forced;
  const alarm = history.state === 'read' ? history.value.alarm : null;
  const isOverwritten = alarm?.isForced ? alarm.from === 'ALARM' : hasFired(forced, alarm);
  if (isOverwritten) {
    const sentence = `${name} is in ALARM for a reason that is not ours: it fired just before the test forced it.`;
    return { state: 'overwritten', found, sentence };
  }
  if (alarm?.isForced || hasNotified)
    return { state: 'forced', found, sentence: `${name} still stands in ALARM by our test.` };
  const why =
    history.state === 'read' ? 'does not show who changed it' : `could not be read: ${history.reason}`;
  const sentence = `${mayStand(name)}, or for a reason of its own: its history ${why}.`;
  return { state: 'unclear', found, sentence };
}

/** True where it went into ALARM by itself after the state that was read before the test, and stands there. */
function hasFired(forced: ForcedAlarm, alarm: ForcedHistory['alarm']): boolean {
  return alarm !== null && !alarm.isForced && isAfterBefore(forced, alarm.atMs);
}

/** The first time it fired for a real reason after the state that was read before the test; null where none is seen. */
export function firstFiring(
  forced: Pick<ForcedAlarm, 'beforeUpdatedAtMs' | 'calledAtMs'>,
  { firings }: Pick<ForcedHistory, 'firings'>,
): AlarmFiring | null {
  return firings.find(({ atMs }) => isAfterBefore(forced, atMs)) ?? null;
}

function isAfterBefore(
  { beforeUpdatedAtMs, calledAtMs }: Pick<ForcedAlarm, 'beforeUpdatedAtMs' | 'calledAtMs'>,
  atMs: number,
): boolean {
  return atMs > (beforeUpdatedAtMs ?? calledAtMs - skewMs);
}

/** Clocks of tool and CloudWatch may differ by this much, milliseconds. */
const skewMs = 5_000;

/** Not in ALARM and not restored by us: it moved on, or the read lags behind the call that forced it. */
function judgeSettled(forced: ForcedAlarm, seen: SeenAlarm, history: Reading<ForcedHistory>): Standing {
  const hasLeft = history.state === 'read' && history.value.leftAtMs !== null;
  if (!isNewer(forced, seen) && !hasLeft) return stale(forced, seen);
  const { name, before } = forced;
  const { state: found } = seen;
  const change = found === before ? '' : `, was ${before}`;
  return {
    state: 'moved-on',
    found,
    sentence: `${name} left ALARM before we set it back: ${found}${change}.`,
  };
}

function stale({ name }: ForcedAlarm, { state: found }: SeenAlarm): Standing {
  const sentence = `${mayStand(name)}: it reads as before (${found}), and a read can lag.`;
  return { state: 'unchanged', found, sentence };
}

function mayStand(name: string): string {
  return `${name} may still stand in ALARM by our test`;
}

function isNewer({ beforeUpdatedAtMs }: ForcedAlarm, { updatedAt }: SeenAlarm): boolean {
  return updatedAt !== null && beforeUpdatedAtMs !== null && Date.parse(updatedAt) > beforeUpdatedAtMs;
}

function isOlder({ beforeUpdatedAtMs }: ForcedAlarm, { updatedAt }: SeenAlarm): boolean {
  return updatedAt !== null && beforeUpdatedAtMs !== null && Date.parse(updatedAt) < beforeUpdatedAtMs;
}

/**
 * What a standing comes to where it was waited for and no source showed more. An alarm whose forced state neither state nor
 * history shows was never forced, unless AWS had acknowledged it. An ALARM that may be real is not ours to take back.
 */
export function afterWaiting(
  standing: Standing,
  { name, isAcknowledged }: ForcedAlarm,
  history: Reading<ForcedHistory>,
): Standing {
  if (standing.state === 'unclear') return { ...standing, state: 'unknown' };
  if (standing.state !== 'unchanged') return standing;
  const showsNothing = history.state === 'read' && history.value.changedAtMs === null;
  if (isAcknowledged || !showsNothing) return { ...standing, state: 'unknown' };
  const sentence = `${name} was never forced: it reads as before (${standing.found}), and its history shows no change.`;
  return { ...standing, state: 'unforced', sentence };
}
