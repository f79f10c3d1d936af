/** Waits for the moment from which no message can leave: the five-minute figure ends here. */
import { judgeSilence, longestRunMs, type SilenceProof } from '../../domain/rollback-proof.ts';
import { sendTimeLimitMs } from '../../domain/send-time-limit.ts';
import { waitUntil } from '../../runtime/wait-until.ts';
import type { Toolbox } from '../toolbox.ts';
import { type Moment, momentOf } from './moment.ts';

export interface ProvenMoment {
  /** Null: not proven. */
  readonly moment: Moment | null;
  readonly because: string;
}

/** `stopSeen`: when the stop was first read back; null where it was not, and then nothing can be proven. */
export async function proveSilence(toolbox: Toolbox, stopSeen: Moment | null): Promise<ProvenMoment> {
  if (stopSeen === null) return { moment: null, because: 'the stop does not read back' };
  const elapsedMs = () => toolbox.clock.now().getTime() - stopSeen.at.getTime();
  let latest: SilenceProof = { state: 'not-yet', because: 'nothing was read' };
  const result = await waitUntil({
    clock: toolbox.clock,
    deadlineMs: Math.max(0, sendTimeLimitMs - elapsedMs()),
    intervalMs: 200,
    maxIntervalMs: 1_000,
    signal: toolbox.signal,
    probe: async () => {
      latest = await look(toolbox, stopSeen);
      if (latest.state === 'silent') return momentOf(toolbox.clock);
      sayWaiting(toolbox, stopSeen, latest.because);
      return null;
    },
  });
  return { moment: result.state === 'met' ? result.value : null, because: latest.because };
}

async function look(toolbox: Toolbox, stopSeen: Moment): Promise<SilenceProof> {
  const since = new Date(toolbox.clock.now().getTime() - longestRunMs).toISOString();
  const runs = await toolbox.aws.control.runsSince(since).catch(() => null);
  return judgeSilence({
    stopSeenMs: stopSeen.at.getTime(),
    runs,
    nowMs: toolbox.clock.now().getTime(),
    sendTimeLimitMs,
  });
}

function sayWaiting(toolbox: Toolbox, stopSeen: Moment, because: string): void {
  const untilIso = new Date(stopSeen.at.getTime() + sendTimeLimitMs).toISOString();
  toolbox.report({ kind: 'waiting', what: `The last message may still be leaving: ${because}`, untilIso });
}
