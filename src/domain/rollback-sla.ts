/**
 * How fast a rollback must be, and the judgement on what was measured. Source of the limits: "Detection < 5 minutes,
 * decision < 5 minutes, execution < 5 minutes, total < 15 minutes from issue to rollback complete".
 */
import type { CheckResult } from './check-result.ts';
import type { Span } from './span.ts';
import { fail, inconclusive, pass, type Verdict } from './verdict.ts';

/** Milliseconds. A span must be strictly shorter. */
export const rollbackLimitsMs = {
  detect: 300_000,
  decide: 300_000,
  execute: 300_000,
  total: 900_000,
} as const;

export type SlaSpanId = keyof typeof rollbackLimitsMs;

/** The span that is the five-minute figure: start of the rollback -> no message can leave any more. */
export const fiveMinuteSpanId = 'execute' satisfies SlaSpanId;

const titles: Readonly<Record<SlaSpanId, string>> = {
  detect: 'detect: trouble began -> somebody saw it',
  decide: 'decide: seen -> decided to roll back',
  execute: 'execute: rollback began -> no message can leave',
  total: 'total: trouble began -> no message can leave',
};

export const slaSpanTitle = (id: SlaSpanId): string => titles[id];

/** Pass only for a positive span under its limit. Zero or negative is inconclusive: no work takes no time. */
export function judgeSpan(span: Span): Verdict {
  if (!Number.isFinite(span.durationMs)) return inconclusive(`${span.id} has no length`);
  if (span.durationMs <= 0) {
    return inconclusive(`${span.id} is ${span.durationMs} ms, which no real span is`);
  }
  if (span.limitMs !== null && span.durationMs >= span.limitMs) {
    return fail(`${span.id} took ${seconds(span.durationMs)}, the limit is ${seconds(span.limitMs)}`);
  }
  return pass;
}

/**
 * One check per span of the SLA. `execute` must be there. `detect`, `decide` and `total` count where somebody measured
 * or asserted them; where nobody did, the check says so and is information only.
 */
export function judgeRollbackSla(spans: readonly Span[]): readonly CheckResult[] {
  return (Object.keys(rollbackLimitsMs) as SlaSpanId[]).map((id) => {
    const span = spans.find((candidate) => candidate.id === id);
    return span ? measuredCheck(id, span) : missingCheck(id);
  });
}

function measuredCheck(id: SlaSpanId, span: Span): CheckResult {
  return {
    ...checkFrame(id),
    severity: 'block',
    observed: `${seconds(span.durationMs)} (${span.basis}, ${span.timebase} clock)`,
    verdict: judgeSpan(span),
    source: span.basis === 'claimed' ? 'asserted on the command line' : `${span.timebase} clock of this run`,
  };
}

function missingCheck(id: SlaSpanId): CheckResult {
  const isRequired = id === fiveMinuteSpanId;
  return {
    ...checkFrame(id),
    severity: isRequired ? 'block' : 'info',
    observed: 'not measured',
    verdict: inconclusive(isRequired ? 'silence was not proven, so it has no length' : 'nobody measured it'),
    source: 'none',
  };
}

function checkFrame(id: SlaSpanId): Pick<CheckResult, 'id' | 'title' | 'expected' | 'remedy'> {
  return {
    id: `sla-${id}`,
    title: titles[id],
    expected: `under ${seconds(rollbackLimitsMs[id])}`,
    remedy: null,
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}
