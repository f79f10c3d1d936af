/* What the last look at a tested alarm makes of its `restored` cell. Pure. */
import type { Alarm } from '../../aws/alarm.ts';
import type { ForcedHistory } from '../../domain/alarm-history.ts';
import { type HopCell, unmeasured } from '../../domain/alarm-matrix.ts';
import { firedText, firstFiring } from '../../domain/judge-forced.ts';
import { fail, inconclusive } from '../../domain/verdict.ts';
import type { Reading } from '../../domain/verification-facts.ts';
import { type StopCause, stopReasons } from '../../runtime/stop-cause.ts';
import type { Restoration } from '../restore-alarm.ts';
import { restoredCell, withFiring } from './restored-cell.ts';
import type { ForcedTrial, TestedAlarm } from './trial.ts';

export interface LastSight {
  readonly forced: ForcedTrial;
  /** The alarm as it reads now; null where it is gone. */
  readonly alarm: Pick<Alarm, 'name' | 'state' | 'reason'> | null;
  /** What its history shows by now. */
  readonly history: Reading<ForcedHistory>;
  /** Why CloudWatch's own evaluation was not waited for; null where it was. */
  readonly cause: StopCause | null;
}

/** The alarm as the last look found it. */
export function seenLast(tested: TestedAlarm, sight: LastSight): TestedAlarm {
  const { alarm } = sight;
  if (alarm === null) {
    const gone = unmeasured(fail('it was deleted during the test'));
    return settled(tested, { cell: gone, after: null, sight });
  }
  const { state: after, name, reason } = alarm;
  const cell = baseCell(tested);
  if (after !== 'ALARM' || cell.verdict.state === 'fail') return settled(tested, { cell, after, sight });
  const fired = { state: 'fired', found: after, sentence: firedText({ name, reason }) } as const;
  const firedCell = restoredCell({ ...fired, step: null, tookMs: 0 }, { wasSeen: true, fired: null });
  return settled(tested, { cell: firedCell, after, sight });
}

/** The alarm that the last look found forced again, and what came of restoring it once more. */
export function restoredAgain(
  tested: TestedAlarm,
  restoration: Restoration,
  sight: Omit<LastSight, 'alarm'>,
): TestedAlarm {
  const cell = restoredCell(restoration, { wasSeen: true, fired: null });
  const remark = 'the last look found it forced again, and it was restored once more';
  const restored = cell.verdict.state === 'pass' ? { ...cell, remark } : cell;
  return settled({ ...tested, restoration }, { cell: restored, after: restoration.found, sight });
}

/** The alarm at which nobody could look. */
export function notSeen(tested: TestedAlarm, why: string): TestedAlarm {
  const { restored } = tested.row.cells;
  return restored.verdict.state === 'pass'
    ? withRestored(tested, { ...restored, verdict: inconclusive(why) }, tested.row.after)
    : tested;
}

/** Without what the watch had seen of a firing: the history says that again, with the state of now. */
function baseCell({ restoration, row }: TestedAlarm): HopCell {
  if (restoration === null) return row.cells.restored;
  return restoredCell(restoration, { wasSeen: row.cells.changed.verdict.state === 'pass', fired: null });
}

interface Found {
  readonly cell: HopCell;
  readonly after: string | null;
  readonly sight: Omit<LastSight, 'alarm'>;
}

function settled(tested: TestedAlarm, { cell, after, sight }: Found): TestedAlarm {
  const { forced, history, cause } = sight;
  const inHistory = history.state === 'read' ? firstFiring(forced, history.value) : null;
  const fired = inHistory ?? tested.fired;
  const isSaid = cell.verdict.state === 'fail' && after === 'ALARM';
  const judged = fired !== null && !isSaid ? withFiring(cell, fired, after) : cell;
  const seen = { ...withRestored(tested, judged, after), fired, isLookedAt: true };
  if (history.state === 'unreadable') return notSeen(seen, `no last look at its history: ${history.reason}`);
  if (cause !== null)
    return notSeen(seen, `looked at once, and not after CloudWatch's own evaluation: ${stopReasons[cause]}`);
  return seen;
}

function withRestored(tested: TestedAlarm, restored: HopCell, after: string | null): TestedAlarm {
  return { ...tested, row: { ...tested.row, after, cells: { ...tested.row.cells, restored } } };
}
