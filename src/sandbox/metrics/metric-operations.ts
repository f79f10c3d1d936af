import * as z from 'zod';
import type { Operation } from '../http/service.ts';
import { describeDimensions, dimensions, number, period, statistic, time } from './metric-fields.ts';
import type { MetricStore } from './metric-store.ts';

const putting = z.object({
  Namespace: z.string().min(1),
  MetricData: z
    .array(
      z.object({
        MetricName: z.string(),
        Value: number.optional(),
        Values: z.array(number).optional(),
        Counts: z.array(number).optional(),
        Timestamp: time.optional(),
        Dimensions: dimensions,
        Unit: z.string().optional(),
      }),
    )
    .max(1000),
});
const listing = z.object({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string().optional() })).default([]),
  NextToken: z.string().optional(),
});
const statistics = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: dimensions,
  StartTime: time,
  EndTime: time,
  Period: period,
  Statistics: z.array(statistic).min(1),
});

/** ListMetrics gives at most 500 a page (API_ListMetrics). */
const metricsPerPage = 500;

/** PutMetricData, ListMetrics, GetMetricStatistics. */
export function metricOperations(store: MetricStore): Record<string, Operation> {
  return {
    PutMetricData: async (input, { nowMs }) => {
      const { Namespace, MetricData } = putting.parse(input);
      for (const datum of MetricData) record(store, { namespace: Namespace, datum, nowMs });
      return {};
    },
    ListMetrics: async (input) => {
      const asked = listing.parse(input);
      const found = store.keys.filter((key) => isAsked(key, asked));
      const from = Number(asked.NextToken ?? 0);
      const to = from + metricsPerPage;
      const Metrics = found.slice(from, to).map((key) => ({
        Namespace: key.namespace,
        MetricName: key.name,
        Dimensions: describeDimensions(key.dimensions),
      }));
      return { Metrics, ...(to < found.length ? { NextToken: String(to) } : {}) };
    },
    GetMetricStatistics: async (input) => getStatistics(store, statistics.parse(input)),
  };
}

type Datum = z.infer<typeof putting>['MetricData'][number];

function record(
  store: MetricStore,
  { namespace, datum, nowMs }: { namespace: string; datum: Datum; nowMs: number },
): void {
  const base = {
    namespace,
    name: datum.MetricName,
    dimensions: datum.Dimensions,
    timestampMs: datum.Timestamp ?? nowMs,
    ...(datum.Unit === undefined ? {} : { unit: datum.Unit }),
  };
  if (datum.Value !== undefined) store.record({ ...base, value: datum.Value });
  for (const [index, value] of (datum.Values ?? []).entries()) {
    for (let left = datum.Counts?.[index] ?? 1; left > 0; left -= 1) store.record({ ...base, value });
  }
}

function isAsked(
  key: { namespace: string; name: string; dimensions: Readonly<Record<string, string>> },
  asked: z.infer<typeof listing>,
): boolean {
  return (
    (asked.Namespace === undefined || asked.Namespace === key.namespace) &&
    (asked.MetricName === undefined || asked.MetricName === key.name) &&
    asked.Dimensions.every(({ Name, Value }) =>
      Value === undefined ? Name in key.dimensions : key.dimensions[Name] === Value,
    )
  );
}

function getStatistics(store: MetricStore, asked: z.infer<typeof statistics>): Record<string, unknown> {
  const key = { namespace: asked.Namespace, name: asked.MetricName, dimensions: asked.Dimensions };
  const range = { periodMs: asked.Period * 1000, startMs: asked.StartTime, endMs: asked.EndTime };
  const byTime = new Map<number, Record<string, unknown>>();
  for (const each of asked.Statistics) {
    for (const point of store.points(key, { ...range, statistic: each })) {
      const known = byTime.get(point.timestampMs) ?? { Timestamp: new Date(point.timestampMs) };
      byTime.set(point.timestampMs, { ...known, [each]: point.value, Unit: store.unitOf(key) });
    }
  }
  return { Label: asked.MetricName, Datapoints: [...byTime.values()] };
}
