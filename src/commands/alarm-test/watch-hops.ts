/* Waits until every hop of a group of forced alarms is decided, or the time is over. */
import { type HopFacts, type JudgedHops, judgeHops } from '../../domain/judge-hops.ts';
import { readReceipt, readRelayFailure } from '../../domain/relay-receipts.ts';
import {
  nothingSeen,
  type RelayLog,
  rememberLook,
  type SeenHops,
  seenHistory,
} from '../../domain/seen-hops.ts';
import type { Reading } from '../../domain/verification-facts.ts';
import { type StopCause, stopCauseOf } from '../../runtime/stop-cause.ts';
import { waitUntil } from '../../runtime/wait-until.ts';
import type { Toolbox } from '../toolbox.ts';
import { tryRead } from '../try-read.ts';
import type { TestOrder } from './test-order.ts';
import type { ForcedTrial } from './trial.ts';

/**
 * How long the hops may take, milliseconds: a cold relay, two channels with their pauses, and log lines that come late.
 * Lambda's own second attempt after a minute is not waited for: an alarm that comes so late is reported.
 */
const hopDeadlineMs = 60_000;

/** Clocks of tool and AWS may differ by this much, milliseconds. */
const skewMs = 60_000;

/** The judged hops by alarm. A stop ends the wait at once: what was not seen then is not passed. */
export async function watchHops(
  toolbox: Toolbox,
  order: TestOrder,
  trials: readonly ForcedTrial[],
): Promise<ReadonlyMap<string, JudgedHops>> {
  const startedMs = toolbox.clock.now().getTime();
  const seen = new Map<string, SeenHops>();
  if (!toolbox.signal.aborted) announceWait(toolbox, trials, startedMs);
  try {
    await waitUntil({
      clock: toolbox.clock,
      signal: toolbox.signal,
      deadlineMs: hopDeadlineMs,
      intervalMs: 1_000,
      maxIntervalMs: 5_000,
      probe: async () => {
        await lookAtAll(toolbox, order, trials, seen);
        return trials.every((trial) => isDecided(order, trial, seen.get(trial.name))) || null;
      },
    });
  } catch (error) {
    if (!toolbox.signal.aborted) throw error;
  }
  const waitedMs = toolbox.clock.now().getTime() - startedMs;
  const gaveUpAfterS = Math.round(waitedMs / 1_000);
  const cause = stopCauseOf(toolbox.signal);
  return new Map(
    trials.map((trial) => {
      const facts = factsOf(trial, seen.get(trial.name));
      const hasFired = judgeHops(facts).fired !== null;
      const endedBy = hasFired ? 'it fired for a reason of its own' : cause && stopEnds[cause];
      return [trial.name, judgeHops({ ...facts, gaveUpAfterS, endedBy })];
    }),
  );
}

const stopEnds: Readonly<Record<StopCause, string>> = {
  operator: 'the operator interrupted the test',
  timeout: 'the time that --timeout allows was over',
};

/** An alarm that fired is not waited for: what comes of it now is no longer this test's. */
function isDecided({ channels }: TestOrder, trial: ForcedTrial, seen: SeenHops | undefined): boolean {
  if (seen === undefined) return false;
  const { changed, action, channel, fired } = judgeHops(factsOf(trial, seen));
  if (fired !== null) return true;
  return changed !== null && action !== null && channels.every((each) => channel(each) !== null);
}

async function lookAtAll(
  toolbox: Toolbox,
  order: TestOrder,
  trials: readonly ForcedTrial[],
  seen: Map<string, SeenHops>,
): Promise<void> {
  const pending = trials.filter((trial) => !isDecided(order, trial, seen.get(trial.name)));
  const sinceMs = Math.min(...trials.map(({ calledAtMs }) => calledAtMs)) - skewMs;
  const relay = await readRelayLog(toolbox, order, sinceMs);
  for (const { name } of pending) {
    const items = await tryRead(toolbox, {
      source: `cloudwatch:DescribeAlarmHistory ${name}`,
      ask: () => toolbox.aws.metrics.alarmHistory(name, sinceMs),
    });
    seen.set(name, rememberLook(seen.get(name) ?? nothingSeen, { items, relay }));
  }
}

function factsOf(trial: ForcedTrial, seen: SeenHops = nothingSeen): HopFacts {
  const { name: alarm, nonce, calledAtMs, beforeUpdatedAtMs, actions, way } = trial;
  const { historyUnread, relay, relayUnread } = seen;
  return {
    ...{ alarm, nonce, calledAtMs, beforeUpdatedAtMs, actions, whyUnheard: way.whyUnheard },
    ...{ history: seenHistory(seen, nonce), historyUnread, relay, relayUnread },
    ...{ gaveUpAfterS: null, endedBy: null },
  };
}

async function readRelayLog(
  toolbox: Toolbox,
  { relayLogGroup }: TestOrder,
  sinceMs: number,
): Promise<Reading<RelayLog>> {
  if (relayLogGroup.state === 'unreadable') return relayLogGroup;
  const { value: group, source } = relayLogGroup;
  if (group === null) {
    const reason = `there is no function ${toolbox.environment.relay}`;
    return { state: 'unreadable', reason, source, mayHeal: false };
  }
  return await tryRead(toolbox, {
    source: `logs:FilterLogEvents ${group}`,
    ask: async () => {
      const receipts = [];
      const failures = [];
      for await (const { message, timestampMs } of toolbox.aws.logs.filter(group, { startMs: sinceMs })) {
        const receipt = readReceipt(message, timestampMs);
        if (receipt) receipts.push(receipt);
        const failure = receipt ? null : readRelayFailure(message);
        if (failure !== null) failures.push(failure);
      }
      return { receipts, failures };
    },
  });
}

function announceWait(toolbox: Toolbox, trials: readonly ForcedTrial[], startedMs: number): void {
  const untilIso = new Date(startedMs + hopDeadlineMs).toISOString();
  const what = `history and receipts of ${trials.length === 1 ? (trials[0]?.name ?? '') : `${trials.length} alarms`}`;
  toolbox.report({ kind: 'waiting', what, untilIso });
}
