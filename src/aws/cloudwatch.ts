/* CloudWatch metrics: points as they were recorded. No points stay no points. */
import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { OperatorError } from '../errors/operator-error.ts';
import { answerOf } from './answer-of.ts';
import { type AwsClientOptions, type ClientPair, clientPair } from './client-settings.ts';
import { listAlarmHistory } from './cloudwatch-alarm-history.ts';
import { listAlarms, listCompositesOver, setAlarmState } from './cloudwatch-alarms.ts';
import type { MetricPoint, MetricQuery, MetricService } from './services.ts';

export function createMetricService(options: AwsClientOptions): MetricService {
  const { reader } = clientPair(options, 'patient', (config) => new CloudWatchClient(config));
  const { writer } = clientPair(options, 'quick', (config) => new CloudWatchClient(config));
  return metricServiceOver({ reader, writer });
}

export function metricServiceOver({ reader, writer }: ClientPair<CloudWatchClient>): MetricService {
  return {
    series: (queries, range) => readSeries(reader, queries, range),
    alarms: (prefix) => listAlarms(reader, prefix),
    compositesOver: (name) => listCompositesOver(reader, name),
    alarmHistory: (name, sinceMs) => listAlarmHistory(reader, name, sinceMs),
    setAlarmState: (name, state, reason) => setAlarmState(writer, { name, state, reason }),
  };
}

interface TimeRange {
  readonly startMs: number;
  readonly endMs: number;
}

const dataAnswer = z.object({
  MetricDataResults: z
    .array(
      z.object({
        Id: z.string(),
        StatusCode: z.string().nullish(),
        Timestamps: z.array(z.date()).default([]),
        Values: z.array(z.number()).default([]),
      }),
    )
    .default([]),
  NextToken: z.string().nullish(),
});

/** cloudwatch:GetMetricData, all pages. Points in order of time. */
async function readSeries(
  client: CloudWatchClient,
  queries: readonly MetricQuery[],
  range: TimeRange,
): Promise<ReadonlyMap<string, readonly MetricPoint[]>> {
  const call = { action: 'cloudwatch:GetMetricData', subject: queries.map((query) => query.name).join(', ') };
  const series = new Map<string, MetricPoint[]>(queries.map((query) => [query.id, []]));
  let token: string | undefined;
  do {
    const { value, requestId } = await answerOf(call, dataAnswer, () =>
      client.send(new GetMetricDataCommand(toInput(queries, range, token))),
    );
    for (const result of value.MetricDataResults) {
      refuseFailedResult(result.Id, result.StatusCode, requestId);
      series.get(result.Id)?.push(...toPoints(result.Timestamps, result.Values));
    }
    token = value.NextToken ?? undefined;
  } while (token !== undefined);
  return series;
}

/** A query that CloudWatch could not read comes back with HTTP 200 and no points, which must not read as "no data". */
function refuseFailedResult(id: string, status: string | null | undefined, requestId: string): void {
  if (status !== 'InternalError' && status !== 'Forbidden') return;
  throw new OperatorError(
    status === 'Forbidden' ? 'AWS_ACCESS_DENIED' : 'AWS_REJECTED',
    {
      what: `CloudWatch could not read metric query ${id} (${status}).`,
      now: 'Nothing is known about this metric; nothing was changed.',
      next: 'Grant cloudwatch:GetMetricData, then run the same command again.',
    },
    { requestId },
  );
}

function toPoints(timestamps: readonly Date[], values: readonly number[]): MetricPoint[] {
  return timestamps.flatMap((timestamp, index) => {
    const value = values[index];
    return value === undefined ? [] : [{ timestampMs: timestamp.getTime(), value }];
  });
}

function toInput(queries: readonly MetricQuery[], range: TimeRange, token: string | undefined) {
  return {
    MetricDataQueries: queries.map(toMetricDataQuery),
    StartTime: new Date(range.startMs),
    EndTime: new Date(range.endMs),
    ScanBy: 'TimestampAscending' as const,
    NextToken: token,
  };
}

function toMetricDataQuery(query: MetricQuery): MetricDataQuery {
  return {
    Id: query.id,
    ReturnData: true,
    MetricStat: {
      Metric: {
        Namespace: query.namespace,
        MetricName: query.name,
        Dimensions: Object.entries(query.dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: query.periodSeconds,
      Stat: query.stat,
    },
  };
}
