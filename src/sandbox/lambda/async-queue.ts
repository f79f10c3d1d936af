import { AwsError } from '../http/service.ts';
import type { MetricSink } from '../metrics/metric-sink.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import type { FunctionStore, Qualified } from './function-store.ts';
import type { Invoker } from './invoker.ts';

export interface AsyncQueueOptions {
  readonly context: SandboxContext;
  readonly functions: FunctionStore;
  readonly invoker: Invoker;
  readonly metrics: MetricSink;
}

interface QueuedEvent {
  readonly functionArn: string;
  readonly payload: Buffer;
  readonly requestId: string;
  readonly acceptedAtMs: number;
  failures: number;
  throttles: number;
}

/** An event that waits for concurrency. */
export interface ParkedEvent {
  readonly functionArn: string;
  readonly requestId: string;
  readonly acceptedAtMs: number;
  readonly throttles: number;
}

/* Docs: lambda/latest/dg/invocation-async-error-handling.html */
const retryWaitsMs = [60_000, 120_000];
const defaultRetries = 2;
const defaultAgeSeconds = 6 * 60 * 60;
const firstThrottleWaitMs = 1000;
const longestThrottleWaitMs = 5 * 60_000;
/** From the acceptance of an event to its first attempt. */
const dispatchMs = 50;

/** Lambda's queue of asynchronous events: retries after errors, waits while throttled, drops what is too old. */
export class AsyncQueue {
  readonly #options: AsyncQueueOptions;
  readonly #parked = new Set<QueuedEvent>();

  constructor(options: AsyncQueueOptions) {
    this.#options = options;
  }

  get parked(): readonly ParkedEvent[] {
    return [...this.#parked].map(({ functionArn, requestId, acceptedAtMs, throttles }) => ({
      functionArn,
      requestId,
      acceptedAtMs,
      throttles,
    }));
  }

  accept(functionArn: string, payload: Buffer, requestId: string): void {
    const acceptedAtMs = this.#options.context.nowMs();
    const event = { functionArn, payload, requestId, acceptedAtMs, failures: 0, throttles: 0 };
    this.#count(event, 'AsyncEventsReceived');
    this.#attemptIn(dispatchMs, event);
  }

  #attemptIn(delayMs: number, event: QueuedEvent): void {
    const { context } = this.#options;
    const name = `asynchronous event ${event.requestId} of ${event.functionArn}`;
    context.schedule(context.nowMs() + delayMs, name, () => this.#attempt(event));
  }

  async #attempt(event: QueuedEvent): Promise<void> {
    const found = this.#options.functions.find(event.functionArn);
    if (this.#ageMs(event) > this.#longestAgeMs(found)) return this.#drop(event);
    try {
      const answer = await this.#options.invoker.invoke(found, event.payload, event.requestId);
      this.#parked.delete(event);
      if (answer.functionError) this.#retry(event, found);
    } catch (cause) {
      if (!(cause instanceof AwsError) || cause.status !== 429) throw cause;
      this.#park(event);
    }
  }

  #retry(event: QueuedEvent, { record }: Qualified): void {
    const retries = record.asyncConfig?.maximumRetryAttempts ?? defaultRetries;
    const waitMs = retryWaitsMs[event.failures];
    event.failures += 1;
    if (waitMs === undefined || event.failures > retries) this.#drop(event);
    else this.#attemptIn(waitMs, event);
  }

  #park(event: QueuedEvent): void {
    this.#parked.add(event);
    const waitMs = Math.min(firstThrottleWaitMs * 2 ** event.throttles, longestThrottleWaitMs);
    event.throttles += 1;
    this.#attemptIn(waitMs, event);
  }

  #drop(event: QueuedEvent): void {
    this.#parked.delete(event);
    this.#count(event, 'AsyncEventsDropped');
  }

  #ageMs(event: QueuedEvent): number {
    return this.#options.context.nowMs() - event.acceptedAtMs;
  }

  #longestAgeMs({ record }: Qualified): number {
    return (record.asyncConfig?.maximumEventAgeSeconds ?? defaultAgeSeconds) * 1000;
  }

  #count(event: QueuedEvent, name: string): void {
    const { record } = this.#options.functions.find(event.functionArn);
    const timestampMs = this.#options.context.nowMs();
    const dimensions = { FunctionName: record.name };
    this.#options.metrics.record({ namespace: 'AWS/Lambda', name, dimensions, timestampMs, value: 1 });
  }
}
