/* One alarm while it is tested: what was forced, what came of it, and how it became a row of the matrix. */
import type { AlarmFiring } from '../../domain/alarm-history.ts';
import { type Channel, type HopCell, type MatrixRow, unmeasured } from '../../domain/alarm-matrix.ts';
import type { AlarmState } from '../../domain/alarm-state.ts';
import type { AlarmWay } from '../../domain/alarm-way.ts';
import type { ForcedAlarm } from '../../domain/judge-forced.ts';
import { inconclusive, type Verdict } from '../../domain/verdict.ts';
import { isOpen, type Restoration } from '../restore-alarm.ts';

/** An alarm whose state we set, or may have set. */
export interface ForcedTrial extends ForcedAlarm {
  readonly way: AlarmWay;
  /** The ARNs of its actions for ALARM. */
  readonly actions: readonly string[];
  /** The ledger line that stays open until the state is restored; null where a crash of the ledger lost it. */
  readonly openIntent: number | null;
}

/** One finished alarm. */
export interface TestedAlarm {
  readonly row: MatrixRow;
  /** Null where it was never forced. */
  readonly forced: ForcedTrial | null;
  /** Null where there was nothing to restore. */
  readonly restoration: Restoration | null;
  /** When and why it first fired for a real reason since the state from before; null where that was not seen. */
  readonly fired: AlarmFiring | null;
  /** True once the last look read its state: its intent may close. */
  readonly isLookedAt: boolean;
  /** The error of a SetAlarmState that AWS refused; null otherwise. */
  readonly refusal: Error | null;
  /** True where only the dry run kept it from being forced. */
  readonly wouldBeForced: boolean;
}

export interface Untested {
  readonly name: string;
  readonly state: AlarmState | null;
  readonly lint: HopCell;
  /** Why no hop was looked at. */
  readonly verdict: Verdict;
  readonly channels: readonly Channel[];
  readonly refusal?: Error;
  readonly wouldBeForced?: boolean;
}

/** The row of an alarm that was not forced: every hop says why. */
export function untested({ name, state, lint, verdict, channels, ...ended }: Untested): TestedAlarm {
  const cell = unmeasured(verdict);
  const unseen = unmeasured(verdict.state === 'fail' ? inconclusive('the alarm was not forced') : verdict);
  const ofChannels = Object.fromEntries(channels.map((channel) => [channel, unseen]));
  return {
    row: {
      alarm: name,
      nonce: null,
      before: state,
      after: state,
      cells: { lint, changed: cell, action: unseen, ...ofChannels, restored: unseen },
    },
    forced: null,
    ...{ restoration: null, fired: null, isLookedAt: false },
    refusal: ended.refusal ?? null,
    wouldBeForced: ended.wouldBeForced ?? false,
  };
}

/** True where the alarm may still stand in ALARM by our test. */
export function mayBeForced({ restoration, forced }: TestedAlarm): boolean {
  if (forced === null) return false;
  return restoration === null || restoration.state === 'forced' || restoration.state === 'unknown';
}

/** True where a later command must act: it may be forced, or is really in ALARM under a reason that reads as a test. */
export function isUnfinished(tested: TestedAlarm): boolean {
  if (tested.forced === null) return false;
  return tested.restoration === null || isOpen(tested.restoration);
}

/** Lint as a cell: nothing was timed. */
export function lintCell({ verdict, remark }: Pick<AlarmWay, 'verdict' | 'remark'>): HopCell {
  return unmeasured(verdict, verdict.state === 'pass' ? remark : null);
}
