import type { MetricSink } from '../metrics/metric-sink.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { metricsIn } from './embedded-metrics.ts';
import type { LogSink, LogWrite } from './log-sink.ts';

export interface StoredEvent {
  readonly eventId: string;
  readonly stream: string;
  readonly timestampMs: number;
  /** Nobody sees the event before. */
  readonly ingestedMs: number;
  readonly message: string;
  /** Position in the group's order of arrival. */
  readonly order: number;
}

export interface LogGroup {
  readonly name: string;
  readonly createdMs: number;
  retentionDays: number | null;
  /** Stream name -> when it was created. */
  readonly streams: Map<string, number>;
  readonly events: StoredEvent[];
}

/** The log groups. A line in the embedded metric format becomes metric values as it comes in. */
export class LogStore implements LogSink {
  readonly groups = new Map<string, LogGroup>();
  readonly #context: SandboxContext;
  readonly #metrics: MetricSink;
  readonly #ingestionDelayMs: number;

  constructor(context: SandboxContext, options: { metrics: MetricSink; ingestionDelayMs: number }) {
    this.#context = context;
    this.#metrics = options.metrics;
    this.#ingestionDelayMs = options.ingestionDelayMs;
  }

  create(name: string, retentionDays: number | null = null): LogGroup {
    const createdMs = this.#context.nowMs();
    const group = { name, createdMs, retentionDays, streams: new Map(), events: [] };
    this.groups.set(name, group);
    return group;
  }

  write(groupName: string, stream: string, events: readonly LogWrite[]): void {
    const group = this.groups.get(groupName) ?? this.create(groupName);
    const nowMs = this.#context.nowMs();
    if (!group.streams.has(stream)) group.streams.set(stream, nowMs);
    for (const event of events) this.#append(group, { ...event, stream, nowMs });
  }

  #append(group: LogGroup, event: LogWrite & { stream: string; nowMs: number }): void {
    const { stream, message } = event;
    const timestampMs = Math.floor(event.timestampMs);
    const ingestedMs = Math.floor(event.nowMs + this.#ingestionDelayMs);
    const order = group.events.length;
    const eventId = `${timestampMs}${String(order).padStart(10, '0')}`.padStart(38, '3');
    group.events.push({ eventId, stream, timestampMs, ingestedMs, message, order });
    for (const value of metricsIn(message)) this.#metrics.record(value);
  }
}
