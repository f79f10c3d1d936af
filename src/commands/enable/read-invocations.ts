/* What EventBridge and Lambda counted: the witnesses that speak even where a run left no log line. */
import type { MetricQuery } from '../../aws/services.ts';
import type { Reading } from '../../domain/verification-facts.ts';
import type { Toolbox } from '../toolbox.ts';
import { tryRead } from '../try-read.ts';

/** Sums since a time; null where there is no data point. */
export interface InvocationCounts {
  readonly triggered: number | null;
  readonly failedDeliveries: number | null;
  readonly invocations: number | null;
  readonly errors: number | null;
  readonly throttles: number | null;
}

const periodSeconds = 60;

export function readInvocationCounts(toolbox: Toolbox, sinceMs: number): Promise<Reading<InvocationCounts>> {
  const { rule, function: functionName } = toolbox.environment;
  const ofRule = (id: keyof InvocationCounts, name: string) =>
    query(id, 'AWS/Events', name, { RuleName: rule });
  const ofFunction = (id: keyof InvocationCounts, name: string) =>
    query(id, 'AWS/Lambda', name, { FunctionName: functionName });
  const queries = [
    ofRule('triggered', 'TriggeredRules'),
    ofRule('failedDeliveries', 'FailedInvocations'),
    ofFunction('invocations', 'Invocations'),
    ofFunction('errors', 'Errors'),
    ofFunction('throttles', 'Throttles'),
  ];
  return tryRead(toolbox, {
    source: 'cloudwatch:GetMetricData AWS/Events, AWS/Lambda',
    ask: async () => {
      const periodMs = periodSeconds * 1000;
      // The minute in which it begins is left out: it may still hold the run before.
      const startMs = Math.ceil(sinceMs / periodMs) * periodMs;
      const range = { startMs, endMs: toolbox.clock.now().getTime() + periodMs };
      const series = await toolbox.aws.metrics.series(queries, range);
      const sum = (id: keyof InvocationCounts) => sumOf(series.get(id) ?? []);
      return {
        triggered: sum('triggered'),
        failedDeliveries: sum('failedDeliveries'),
        invocations: sum('invocations'),
        errors: sum('errors'),
        throttles: sum('throttles'),
      };
    },
  });
}

function query(
  id: string,
  namespace: string,
  name: string,
  dimensions: Readonly<Record<string, string>>,
): MetricQuery {
  return { id, namespace, name, dimensions, stat: 'Sum', periodSeconds };
}

function sumOf(points: readonly { readonly value: number }[]): number | null {
  return points.length === 0 ? null : points.reduce((sum, { value }) => sum + value, 0);
}
