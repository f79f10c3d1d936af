/* The criteria that the log of the runs answers: completion, notifications, run time and memory. */
import { runTimeMs, type TickRun } from '../tick.ts';
import type { VerificationFacts } from '../verification-facts.ts';
import { visibleText } from '../visible-text.ts';
import { failed, type Judgement, open, passed, proofIn, unreadable } from './judgement.ts';

/** A run longer than this is a failure: four of the five minutes that Lambda gives it. */
export const runTimeLimitMs = 240_000;

/** Ours: at nine tenths of the configured memory the next busier day would be killed. */
export const memoryLimitShare = 0.9;

export function judgeCompletion({ runs }: VerificationFacts): Judgement {
  if (runs.state === 'unreadable') return unreadable(runs);
  const source = proofIn(
    runs.source,
    runs.value.map((run) => run.report),
  );
  if (runs.value.length === 0) return open({ observed: '0 runs', source }, 'not-yet', 'no run was seen');
  const observed = runs.value.map((run) => `${run.requestId} ${outcomeOf(run)}`).join(', ');
  const failure = runs.value
    .map((run) => failureOf(run) ?? modeFailure(run))
    .find((reason) => reason !== null);
  if (failure) return failed({ observed, source }, failure);
  const incomplete = runs.value.find((run) => !run.start || !run.report || !run.summary);
  if (!incomplete) return passed({ observed, source });
  return open(
    { observed, source },
    'not-yet',
    `the log has no ${missingOf(incomplete)} of run ${incomplete.requestId}`,
  );
}

/** A run in another mode sends nothing: its approval lapsed, or another build runs than the approved one. */
function modeFailure({ requestId, summary }: TickRun): string | null {
  if (!summary || summary.mode === 'live') return null;
  const { mode, mode_reason: why } = summary;
  const because = why ? `: ${visibleText(why).slice(0, longestReason)}` : '';
  return `run ${requestId} ran in mode ${mode}, not live${because}; approve it with naver-sms delivery approve live`;
}

/** A reason comes out of a log line, so it is cut and made visible before it stands in a headline. Characters. */
const longestReason = 200;

/** Why a run failed as far as its lines tell; null while nothing says that it did. */
export function failureOf(run: TickRun): string | null {
  const status = run.report?.status ?? null;
  if (status === 'timeout') return `run ${run.requestId} ran into Lambda's time limit`;
  if (run.failure !== null) {
    return `run ${run.requestId} failed: ${visibleText(run.failure).slice(0, longestReason)}`;
  }
  if (run.summary && run.summary.outcome !== 'succeeded') {
    return `run ${run.requestId} ${run.summary.outcome}`;
  }
  if (status !== null && status !== 'success') return `run ${run.requestId} ended with ${status}`;
  return run.starts > 1 ? `Lambda started run ${run.requestId} ${run.starts} times` : null;
}

function outcomeOf(run: TickRun): string {
  return run.summary?.outcome ?? run.report?.status ?? 'not ended';
}

function missingOf(run: TickRun): string {
  if (!run.start) return 'START';
  return run.report ? 'run_summary' : 'REPORT';
}

export function judgeNotification({ runs }: VerificationFacts, channel: string): Judgement {
  if (runs.state === 'unreadable') return unreadable(runs);
  const summaries = runs.value.map((run) => run.summary);
  const source = proofIn(runs.source, summaries);
  if (summaries.length === 0 || summaries.includes(null)) {
    return open({ observed: 'no run_summary', source }, 'not-yet', 'the log has no run_summary of every run');
  }
  const receipts = summaries.map((summary) => summary?.notifications.find((one) => one.channel === channel));
  const observed = receipts
    .map((receipt) => (receipt ? `${receipt.state} ${receipt.message_id ?? '(no id)'}` : 'no notification'))
    .join(', ');
  const isTaken = receipts.every((receipt) => receipt?.state === 'delivered' && receipt.message_id);
  return isTaken ? passed({ observed, source }) : failed({ observed, source }, `${channel}: ${observed}`);
}

export function judgeRunTime(facts: VerificationFacts): Judgement {
  return judgeEach(facts.runs, (run) => {
    const ms = runTimeMs(run);
    return ms === null ? null : { text: `${(ms / 1000).toFixed(1)} s`, isWithin: ms < runTimeLimitMs };
  });
}

export function judgeMemory({ runs, configuredMemoryMb }: VerificationFacts): Judgement {
  if (configuredMemoryMb.state === 'unreadable') return unreadable(configuredMemoryMb);
  const { value: memoryMb } = configuredMemoryMb;
  return judgeEach(runs, (run) => {
    const usedMb = run.report?.maxMemoryUsedMb ?? null;
    return usedMb === null
      ? null
      : { text: `${usedMb} of ${memoryMb} MB`, isWithin: usedMb <= memoryMb * memoryLimitShare };
  });
}

type Measure = (run: TickRun) => { readonly text: string; readonly isWithin: boolean } | null;

function judgeEach(runs: VerificationFacts['runs'], measure: Measure): Judgement {
  if (runs.state === 'unreadable') return unreadable(runs);
  const source = proofIn(
    runs.source,
    runs.value.map((run) => run.report),
  );
  const measured = runs.value.flatMap((run) => measure(run) ?? []);
  const observed = measured.map(({ text }) => text).join(', ');
  const beyond = measured.find(({ isWithin }) => !isWithin);
  if (beyond) return failed({ observed, source }, `${beyond.text} is too much`);
  if (measured.length > 0 && measured.length === runs.value.length) return passed({ observed, source });
  return open({ observed: observed || 'nothing', source }, 'not-yet', 'the log has no REPORT of every run');
}
