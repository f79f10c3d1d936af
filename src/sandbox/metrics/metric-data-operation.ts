import * as z from 'zod';
import { awsError, type Operation } from '../http/service.ts';
import { dimensions, number, period, statistic, time, truth } from './metric-fields.ts';
import type { MetricStore } from './metric-store.ts';

const query = z.object({
  Id: z.string().regex(/^[a-z]\w*$/),
  Label: z.string().optional(),
  ReturnData: truth.default(true),
  Expression: z.string().optional(),
  MetricStat: z
    .object({
      Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions }),
      Period: period,
      Stat: statistic,
    })
    .optional(),
});
const asked = z.object({
  MetricDataQueries: z.array(query).min(1).max(500),
  StartTime: time,
  EndTime: time,
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MaxDatapoints: number.default(100_800),
  NextToken: z.string().optional(),
});

type Query = z.infer<typeof query>;
type Asked = z.infer<typeof asked>;

interface Point {
  readonly query: number;
  readonly timestampMs: number;
  readonly value: number;
}

/** cloudwatch:GetMetricData without metric math; a page holds at most `pagePoints`, so clients must follow tokens. */
export function metricDataOperation(store: MetricStore, pagePoints: number): Operation {
  return async (input) => {
    const request = asked.parse(input);
    const points = request.MetricDataQueries.flatMap((each, index) =>
      pointsOf(store, request, { each, index }),
    );
    const from = Number(request.NextToken ?? 0);
    const to = from + Math.min(pagePoints, request.MaxDatapoints);
    const page = points.slice(from, to);
    const isLast = to >= points.length;
    return {
      MetricDataResults: request.MetricDataQueries.flatMap((each, index) =>
        each.ReturnData
          ? [
              resultOf(
                each,
                page.filter((point) => point.query === index),
                isLast,
              ),
            ]
          : [],
      ),
      Messages: [],
      ...(isLast ? {} : { NextToken: String(to) }),
    };
  };
}

function pointsOf(
  store: MetricStore,
  request: Asked,
  { each, index }: { each: Query; index: number },
): Point[] {
  if (!each.ReturnData) return [];
  if (!each.MetricStat)
    throw awsError('ValidationError', `Metric math is not offered here: ${each.Expression}`);
  const { Metric, Period, Stat } = each.MetricStat;
  const key = { namespace: Metric.Namespace, name: Metric.MetricName, dimensions: Metric.Dimensions };
  const range = { periodMs: Period * 1000, startMs: request.StartTime, endMs: request.EndTime };
  const points = store.points(key, { ...range, statistic: Stat });
  const ordered = request.ScanBy === 'TimestampAscending' ? points : points.toReversed();
  return ordered.map(({ timestampMs, value }) => ({ query: index, timestampMs, value }));
}

function resultOf(each: Query, points: readonly Point[], isLast: boolean): Record<string, unknown> {
  return {
    Id: each.Id,
    Label: each.Label ?? each.MetricStat?.Metric.MetricName,
    Timestamps: points.map(({ timestampMs }) => new Date(timestampMs)),
    Values: points.map(({ value }) => value),
    StatusCode: isLast ? 'Complete' : 'PartialData',
  };
}
