import type { MetricSink, MetricValue } from './metric-sink.ts';

export type Statistic = 'Sum' | 'Maximum' | 'Minimum' | 'Average' | 'SampleCount';

/** What names a series: namespace, metric and all dimensions, exactly. */
export interface SeriesKey {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface Datapoint {
  /** Start of the period. */
  readonly timestampMs: number;
  readonly value: number;
  readonly samples: number;
}

interface Series extends SeriesKey {
  unit: string;
  readonly values: { readonly timestampMs: number; readonly value: number }[];
}

/** The metric values. A series is found by its exact dimensions: CloudWatch does not aggregate over them. */
export class MetricStore implements MetricSink {
  readonly #series = new Map<string, Series>();

  record({ timestampMs, value, unit, ...key }: MetricValue): void {
    const id = idOf(key);
    const series: Series = this.#series.get(id) ?? { ...key, unit: 'None', values: [] };
    series.unit = unit ?? series.unit;
    series.values.push({ timestampMs, value });
    this.#series.set(id, series);
  }

  get keys(): readonly SeriesKey[] {
    return [...this.#series.values()].map(({ namespace, name, dimensions }) => ({
      namespace,
      name,
      dimensions,
    }));
  }

  unitOf(key: SeriesKey): string {
    return this.#series.get(idOf(key))?.unit ?? 'None';
  }

  /**
   * One point for each period with values, from the period of `startMs` to before `endMs`, oldest first. Periods are
   * counted from the epoch, or from `alignMs`.
   */
  points(
    key: SeriesKey,
    query: { statistic: Statistic; periodMs: number; startMs: number; endMs: number; alignMs?: number },
  ): readonly Datapoint[] {
    const { statistic, periodMs, endMs, alignMs = 0 } = query;
    const bucketOf = (ms: number): number => Math.floor((ms - alignMs) / periodMs) * periodMs + alignMs;
    const startMs = bucketOf(query.startMs);
    const buckets = new Map<number, number[]>();
    for (const { timestampMs, value } of this.#series.get(idOf(key))?.values ?? []) {
      if (timestampMs < startMs || timestampMs >= endMs) continue;
      const bucket = bucketOf(timestampMs);
      buckets.set(bucket, [...(buckets.get(bucket) ?? []), value]);
    }
    return [...buckets]
      .sort(([left], [right]) => left - right)
      .map(([timestampMs, values]) => ({
        timestampMs,
        value: reduce(statistic, values),
        samples: values.length,
      }));
  }
}

function idOf({ namespace, name, dimensions }: SeriesKey): string {
  const sorted = Object.entries(dimensions).sort(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}

function reduce(statistic: Statistic, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (statistic) {
    case 'Sum':
      return sum;
    case 'SampleCount':
      return values.length;
    case 'Average':
      return sum / values.length;
    case 'Maximum':
      return Math.max(...values);
    case 'Minimum':
      return Math.min(...values);
  }
}
