/* The criteria that AWS's own state answers: the rules, the metrics of the dashboard, the alarms. */
import { isForced, nonceOf } from '../alarm-nonce.ts';
import { evaluationMs } from '../alarm-state.ts';
import type { AlarmFact, MetricSums, VerificationFacts } from '../verification-facts.ts';
import { countByState, failed, failedSoFar, type Judgement, open, passed, unreadable } from './judgement.ts';

/** A metric that must add up to 0. `sparseBeside`: it has no data points on a good day, and its companion then must. */
interface CleanMetric {
  readonly name: string;
  readonly sparseBeside: string | null;
}

/** Lambda publishes Throttles only where there are some (sparse); the others come with every invocation or run. */
export const cleanMetrics: readonly CleanMetric[] = [
  { name: 'Errors', sparseBeside: null },
  { name: 'Throttles', sparseBeside: 'Invocations' },
  { name: 'RunFailures', sparseBeside: null },
  { name: 'StoresFailed', sparseBeside: null },
  { name: 'MessagesRefused', sparseBeside: null },
  { name: 'MessagesMissed', sparseBeside: null },
];

export function judgeRules({ rules }: VerificationFacts): Judgement {
  if (rules.state === 'unreadable') return unreadable(rules);
  const [own, ...others] = rules.value;
  const seen = {
    observed: rules.value.map(({ name, state }) => `${name} ${state}`).join(', '),
    source: rules.source,
  };
  const rival = others.find(({ state }) => state !== 'DISABLED' && state !== 'ABSENT');
  if (rival) return failed(seen, `${rival.name} is ${rival.state}: there would be two senders`);
  return own?.state === 'ENABLED'
    ? passed(seen)
    : failed(seen, `${own?.name ?? 'the rule'} is ${own?.state ?? 'ABSENT'}`);
}

export function judgeMetrics({ metrics }: VerificationFacts): Judgement {
  if (metrics.state === 'unreadable') return unreadable(metrics);
  const sums = cleanMetrics.map((metric) => ({ name: metric.name, sum: sumOf(metric, metrics.value) }));
  const observed = sums.map(({ name, sum }) => `${name} ${sum ?? 'no data'}`).join(', ');
  const seen = { observed, source: metrics.source };
  const dirty = sums.find(({ sum }) => sum !== null && sum > 0);
  if (dirty) return failed(seen, `${dirty.name} is ${dirty.sum}`);
  const empty = sums.filter(({ sum }) => sum === null).map(({ name }) => name);
  return empty.length > 0 ? open(seen, 'not-yet', `no data for ${empty.join(', ')}`) : passed(seen);
}

/** The sum, or null for no data; absence of a sparse metric counts as 0 only where its companion has data. */
function sumOf({ name, sparseBeside }: CleanMetric, sums: MetricSums): number | null {
  const sum = sums[name] ?? null;
  if (sum !== null || sparseBeside === null) return sum;
  return (sums[sparseBeside] ?? null) === null ? null : 0;
}

/**
 * An alarm on missing runs needs an evaluation or two after the first run, so ALARM is a failure only if it stays. A state
 * that alarm-test forced or has just restored says nothing about the sender, good or bad: it fails nothing and passes nothing.
 */
export function judgeAlarms({ alarms, claims, untilMs }: VerificationFacts): Judgement {
  if (alarms.state === 'unreadable') return unreadable(alarms);
  const { value, source } = alarms;
  const seen = { observed: countByState(value.map(({ state }) => state)) || '0 alarms', source };
  if (value.length === 0) return failed(seen, 'no alarm watches this sender');
  const forced = value.filter(isForced).map(({ name }) => name);
  const named = (wanted: string) =>
    value.filter(({ state, name }) => state === wanted && !forced.includes(name)).map(({ name }) => name);
  const alarming = named('ALARM');
  const hasDoubt = claims.state === 'read' && claims.value.some(({ state }) => state === 'IN_DOUBT');
  if (hasDoubt && alarming.length > 0 && alarming.every(tellsOfDoubt)) {
    return open(seen, 'in-doubt', `${alarming.join(', ')} tells of a message that the next tick looks up`);
  }
  if (alarming.length > 0) return failedSoFar(seen, `in ALARM: ${alarming.join(', ')}`);
  if (forced.length > 0)
    return open(seen, 'not-yet', `forced into ALARM by alarm-test: ${forced.join(', ')}`);
  const restored = value.filter((alarm) => isJustRestored(alarm, untilMs)).map(({ name }) => name);
  if (restored.length > 0)
    return open(seen, 'not-yet', `not evaluated since alarm-test restored it: ${restored.join(', ')}`);
  const unknown = named('INSUFFICIENT_DATA');
  return unknown.length > 0 ? open(seen, 'not-yet', `no data for ${unknown.join(', ')}`) : passed(seen);
}

/** True until CloudWatch has evaluated it by itself, which leaves our reason where the state stays the same. */
function isJustRestored({ state, reason, updatedAt }: AlarmFact, nowMs: number): boolean {
  if (state !== 'OK' || nonceOf(reason) === null) return false;
  return updatedAt === null || nowMs - Date.parse(updatedAt) < evaluationMs;
}

/** The alarm on messages in doubt says what the claims say: it is right, and no failure of its own. */
function tellsOfDoubt(name: string): boolean {
  return name.endsWith('messages-in-doubt');
}
