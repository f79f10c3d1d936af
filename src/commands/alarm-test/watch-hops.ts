/* Waits until every hop of a group of forced alarms is decided, or the time is over. */
import { readForcedHistory } from '../../domain/alarm-history.ts';
import { type HopFacts, type JudgedHops, judgeHops, type RelayLog } from '../../domain/judge-hops.ts';
import { readReceipt, readRelayFailure } from '../../domain/relay-receipts.ts';
import type { Reading } from '../../domain/verification-facts.ts';
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

/** The judged hops by alarm. An interruption ends the wait at once: what was not seen then is not passed. */
export async function watchHops(
  toolbox: Toolbox,
  order: TestOrder,
  trials: readonly ForcedTrial[],
): Promise<ReadonlyMap<string, JudgedHops>> {
  const startedMs = toolbox.clock.now().getTime();
  const last = new Map<string, HopFacts>();
  announceWait(toolbox, trials, startedMs);
  try {
    await waitUntil({
      clock: toolbox.clock,
      signal: toolbox.signal,
      deadlineMs: hopDeadlineMs,
      intervalMs: 1_000,
      maxIntervalMs: 5_000,
      probe: async () => {
        await lookAtAll(toolbox, order, trials, last);
        return trials.every(({ name }) => isDecided(last.get(name), order)) || null;
      },
    });
  } catch (error) {
    if (!toolbox.signal.aborted) throw error;
  }
  const waitedMs = toolbox.clock.now().getTime() - startedMs;
  const gaveUpAfterS = Math.round(waitedMs / 1_000);
  const isInterrupted = toolbox.signal.aborted;
  return new Map(
    trials.map((trial) => [
      trial.name,
      judgeHops({ ...(last.get(trial.name) ?? unseen(trial)), gaveUpAfterS, isInterrupted }),
    ]),
  );
}

function isDecided(facts: HopFacts | undefined, { channels }: TestOrder): boolean {
  if (facts === undefined) return false;
  const { changed, action, channel } = judgeHops(facts);
  return changed !== null && action !== null && channels.every((each) => channel(each) !== null);
}

async function lookAtAll(
  toolbox: Toolbox,
  order: TestOrder,
  trials: readonly ForcedTrial[],
  last: Map<string, HopFacts>,
): Promise<void> {
  const pending = trials.filter(({ name }) => !isDecided(last.get(name), order));
  const sinceMs = Math.min(...trials.map(({ calledAtMs }) => calledAtMs)) - skewMs;
  const relay = await readRelayLog(toolbox, order, sinceMs);
  for (const trial of pending) {
    const { name, nonce } = trial;
    const history = await tryRead(toolbox, {
      source: `cloudwatch:DescribeAlarmHistory ${name}`,
      ask: async () => readForcedHistory(await toolbox.aws.metrics.alarmHistory(name, sinceMs), nonce),
    });
    last.set(name, { ...unseen(trial), history, relay });
  }
}

function unseen(trial: ForcedTrial): HopFacts {
  const { name: alarm, nonce, calledAtMs, beforeUpdatedAtMs, actions, way } = trial;
  const unread = { state: 'unreadable', reason: 'it was not read', source: 'none', mayHeal: true } as const;
  return {
    ...{ alarm, nonce, calledAtMs, beforeUpdatedAtMs, actions, whyUnheard: way.whyUnheard },
    history: unread,
    relay: unread,
    ...{ gaveUpAfterS: null, isInterrupted: false },
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
