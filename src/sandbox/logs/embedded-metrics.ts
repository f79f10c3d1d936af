import * as z from 'zod';
import type { MetricValue } from '../metrics/metric-sink.ts';

const document = z.looseObject({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string().optional() })),
      }),
    ),
  }),
});

type Directive = z.infer<typeof document>['_aws']['CloudWatchMetrics'][number];

/**
 * The metric values in a log line of the embedded metric format; none where it is another line
 * (docs: AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 */
export function metricsIn(message: string): readonly MetricValue[] {
  if (!message.includes('"_aws"')) return [];
  const parsed = document.safeParse(parseOrNull(message));
  if (!parsed.success) return [];
  const { _aws: meta, ...fields } = parsed.data;
  return meta.CloudWatchMetrics.flatMap((directive) => valuesOf(directive, fields, meta.Timestamp));
}

function valuesOf(directive: Directive, fields: Record<string, unknown>, timestampMs: number): MetricValue[] {
  return directive.Dimensions.flatMap((names) =>
    directive.Metrics.flatMap(({ Name: name, Unit: unit }) =>
      numbersIn(fields[name]).map((value) => ({
        namespace: directive.Namespace,
        name,
        dimensions: Object.fromEntries(names.map((dimension) => [dimension, String(fields[dimension])])),
        timestampMs,
        value,
        ...(unit === undefined ? {} : { unit }),
      })),
    ),
  );
}

function numbersIn(field: unknown): number[] {
  const values = Array.isArray(field) ? field : [field];
  return values.filter((value) => typeof value === 'number');
}

function parseOrNull(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return null;
  }
}
