/** Where metric values go. */
export interface MetricSink {
  record(value: MetricValue): void;
}

export interface MetricValue {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly timestampMs: number;
  readonly value: number;
  readonly unit?: string;
}
