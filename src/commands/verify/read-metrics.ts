/* CloudWatch as a witness: the sum of each metric over the window, and null where there is no data point. */
import type { MetricQuery } from '../../aws/services.ts';
import type { MetricSums, Reading } from '../../domain/verification-facts.ts';
import { lambdaMetrics } from '../../monitoring/alarm-spec.ts';
import { metricNamespace, metricService, metrics } from '../../monitoring/metrics.ts';
import type { Toolbox } from '../toolbox.ts';
import { tryRead } from '../try-read.ts';

const periodMs = 60_000;

/** Sums from the minute in which the window begins until now. */
export function readMetricSums(toolbox: Toolbox, sinceMs: number): Promise<Reading<MetricSums>> {
  const startMs = Math.floor(sinceMs / periodMs) * periodMs;
  return tryRead(toolbox, {
    source: `cloudwatch:GetMetricData ${metricNamespace}, AWS/Lambda`,
    ask: async () => {
      const endMs = toolbox.clock.now().getTime() + periodMs;
      const series = await toolbox.aws.metrics.series(queriesFor(toolbox.environment.function), {
        startMs,
        endMs,
      });
      return Object.fromEntries([...series].map(([id, points]) => [nameOf(id), sumOf(points)]));
    },
  });
}

function queriesFor(functionName: string): readonly MetricQuery[] {
  const own = Object.keys(metrics).map((name) => query(name, metricNamespace, { service: metricService }));
  const lambdas = lambdaMetrics
    .filter((name) => name !== 'Duration')
    .map((name) => query(name, 'AWS/Lambda', { FunctionName: functionName }));
  return [...own, ...lambdas];
}

/** GetMetricData demands ids that begin with a lower-case letter. */
function query(name: string, namespace: string, dimensions: Readonly<Record<string, string>>): MetricQuery {
  return { id: `m${name}`, namespace, name, dimensions, stat: 'Sum', periodSeconds: periodMs / 1000 };
}

function nameOf(id: string): string {
  return id.slice(1);
}

function sumOf(points: readonly { readonly value: number }[]): number | null {
  return points.length === 0 ? null : points.reduce((sum, { value }) => sum + value, 0);
}
