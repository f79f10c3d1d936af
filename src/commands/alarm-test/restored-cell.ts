/* What became of a forced state, as the last cell of its row. */
import type { AlarmFiring } from '../../domain/alarm-history.ts';
import { type HopCell, unmeasured } from '../../domain/alarm-matrix.ts';
import { fail, inconclusive, pass } from '../../domain/verdict.ts';
import type { Restoration } from '../restore-alarm.ts';

export interface RestoredFacts {
  /** True where its history shows the forced state; otherwise it may never have been forced. */
  readonly wasSeen: boolean;
  /** When and why it fired for a real reason meanwhile; null where that was not seen. */
  readonly fired: AlarmFiring | null;
}

/** A state that was set back does not pass where the alarm fired meanwhile: nobody else may ever say so. */
export function restoredCell(restoration: Restoration, { wasSeen, fired }: RestoredFacts): HopCell {
  const cell = cellOf(restoration, wasSeen);
  const isSaid = restoration.state === 'fired' || restoration.state === 'overwritten';
  return fired === null || isSaid ? cell : withFiring(cell, fired, restoration.found);
}

/** The cell of an alarm that fired, and has the state `found` now; null where that is not known. */
export function withFiring(cell: HopCell, { atMs, reason }: AlarmFiring, found: string | null): HopCell {
  const now = found === null ? '' : `, and reads ${found} now`;
  const text = `it fired at ${new Date(atMs).toISOString()} for a reason that is not ours${now}: ${reason}`;
  return unmeasured(fail(cell.verdict.state === 'pass' ? text : `${cell.verdict.reason}; ${text}`));
}

function cellOf(restoration: Restoration, wasSeen: boolean): HopCell {
  const { state, sentence, tookMs, step } = restoration;
  switch (state) {
    case 'restored': {
      const proof = step?.requestId ? `SetAlarmState request ${step.requestId}` : 'read back';
      return { ...unmeasured(pass), latencyMs: Math.max(0, tookMs), clock: 'tool', proof };
    }
    case 'moved-on':
      return {
        ...unmeasured(
          pass,
          wasSeen
            ? 'CloudWatch evaluated it before we restored it: its message of that carries no TEST mark'
            : 'it was not in ALARM when it was to be restored',
        ),
        proof: sentence,
      };
    case 'fired':
      return unmeasured(fail(`left as it is: ${sentence}`));
    case 'overwritten':
      return unmeasured(
        fail(
          `left as it is: ${sentence} Its reason still reads as a test: run naver-sms preflight to change it`,
        ),
      );
    case 'unforced':
      return { ...unmeasured(pass, 'it was never forced: there was nothing to restore'), proof: sentence };
    case 'gone':
      return unmeasured(fail('it was deleted during the test'));
    case 'forced':
      return unmeasured(fail('NOT RESTORED: it still stands in ALARM by this test'));
    case 'unknown':
      return unmeasured(inconclusive(sentence));
  }
}
