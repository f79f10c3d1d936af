/* Reads where a forced alarm stands until that is sure, or the time is over. */
import { emptyHistory, type ForcedHistory } from '../domain/alarm-history.ts';
import {
  afterWaiting,
  type ForcedAlarm,
  judgeForced,
  needsHistory,
  type Standing,
} from '../domain/judge-forced.ts';
import type { Reading } from '../domain/verification-facts.ts';
import { waitUntil } from '../runtime/wait-until.ts';
import { readAlarm } from './read-alarm.ts';
import { readAlarmHistory } from './read-alarm-history.ts';
import type { Toolbox } from './toolbox.ts';

export interface StandingOrder {
  /** How long to read again while it is not sure, milliseconds; 0 reads once and concludes nothing from it. */
  readonly waitMs: number;
  /** The standings that are waited to pass. */
  readonly isPassing: (state: Standing['state']) => boolean;
}

/** True where the next read may say more: a read can lag behind a change, and so can the history. */
export function isUnsure(state: Standing['state']): boolean {
  return state === 'unknown' || state === 'unchanged' || state === 'unclear';
}

/** Never throws for what AWS did, and heeds no interruption. The answer is never `unchanged` nor `unclear`. */
export async function watchStanding(
  toolbox: Toolbox,
  forced: ForcedAlarm,
  { waitMs, isPassing }: StandingOrder,
): Promise<Standing> {
  let last = await look(toolbox, forced);
  if (waitMs > 0 && isPassing(last.standing.state) && last.mayHeal) {
    if (isUnsure(last.standing.state)) announceWait(toolbox, forced, waitMs);
    await waitUntil({
      clock: toolbox.clock,
      deadlineMs: waitMs,
      intervalMs: 250,
      maxIntervalMs: 3_000,
      probe: async () => {
        last = await look(toolbox, forced);
        return isPassing(last.standing.state) && last.mayHeal ? null : last;
      },
    });
  }
  if (waitMs > 0) return afterWaiting(last.standing, forced, last.history);
  return isUnsure(last.standing.state) ? { ...last.standing, state: 'unknown' } : last.standing;
}

function announceWait({ report, clock }: Toolbox, { name }: ForcedAlarm, waitMs: number): void {
  const untilIso = new Date(clock.now().getTime() + waitMs).toISOString();
  report({ kind: 'waiting', what: `a read that shows how ${name} stands now`, untilIso });
}

interface Look {
  readonly standing: Standing;
  readonly history: Reading<ForcedHistory>;
  /** False where asking again cannot help. */
  readonly mayHeal: boolean;
}

async function look(toolbox: Toolbox, forced: ForcedAlarm): Promise<Look> {
  const alarm = await readAlarm(toolbox, forced.name);
  const seen = alarm.state === 'read' ? alarm.value : null;
  const history =
    seen !== null && needsHistory(forced, seen)
      ? await readAlarmHistory(toolbox, forced)
      : ({ state: 'read', value: emptyHistory, source: 'not read' } as const);
  const sources = [alarm, history];
  return {
    standing: judgeForced(forced, alarm, history),
    history,
    mayHeal: sources.every((source) => source.state === 'read' || source.mayHeal),
  };
}
