import type { FunctionConnections } from '../http/function-connections.ts';
import { AwsError } from '../http/service.ts';
import type { LogSink } from '../logs/log-sink.ts';
import type { MetricSink } from '../metrics/metric-sink.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { EnvironmentPool, type PooledEnvironment } from './environment-pool.ts';
import { ExecutionEnvironment, type InvocationResult } from './execution-environment.ts';
import type { FunctionRecord } from './function-record.ts';
import type { Qualified } from './function-store.ts';
import { endLine, failurePayload, reportLine, startLine } from './report-lines.ts';
import { RunJournal } from './run-journal.ts';

export interface LambdaDials {
  /** `warm`: an environment is used again for the next invocation, as Lambda does; `cold`: each has one of its own. */
  readonly environments: 'warm' | 'cold';
}

export interface InvokerOptions {
  readonly context: SandboxContext;
  readonly logs: LogSink;
  readonly metrics: MetricSink;
  /** What every child gets: the region, credentials, the sandbox's endpoint, the neighbours' base URLs. */
  readonly environment: () => Readonly<Record<string, string>>;
  readonly connections: FunctionConnections;
  readonly dials: LambdaDials;
}

export interface InvocationAnswer {
  readonly requestId: string;
  readonly version: string;
  readonly payload: Buffer;
  readonly functionError: 'Unhandled' | null;
  /** The end of this run's log, at most 4 KB. */
  readonly tail: string;
}

/** One run as inspect() shows it. */
export interface InvocationEntry {
  readonly functionName: string;
  readonly requestId: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly outcome: InvocationResult['end']['kind'];
  readonly durationMs: number;
  /** Null where the environment was warm. */
  readonly initMs: number | null;
  readonly maxMemoryMb: number;
}

/** Runs functions, within their concurrency, and writes what Lambda writes about it: log lines and metrics. */
export class Invoker {
  readonly entries: InvocationEntry[] = [];
  readonly #options: InvokerOptions;
  readonly #running = new Map<string, number>();
  readonly #runs = new Set<Promise<InvocationAnswer>>();
  readonly #stop = new AbortController();
  readonly #pool = new EnvironmentPool();

  constructor(options: InvokerOptions) {
    this.#options = options;
  }

  /** Kills every child, running or idle, and resolves when none is left. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#runs);
    await this.#pool.endAll();
  }

  isThrottled({ name, reserved }: FunctionRecord): boolean {
    return reserved !== null && (this.#running.get(name) ?? 0) >= reserved;
  }

  /** Throws TooManyRequestsException where the reserved concurrency is used up. */
  async invoke(
    { record, version }: Qualified,
    payload: Buffer,
    requestId: string,
  ): Promise<InvocationAnswer> {
    if (this.isThrottled(record)) {
      this.#count(record, 'Throttles', 1);
      throw throttled();
    }
    const { flights } = this.#options.context;
    const run = flights.during(`run of ${record.name}`, () =>
      this.#run(record, { version, payload, requestId }),
    );
    this.#running.set(record.name, (this.#running.get(record.name) ?? 0) + 1);
    this.#runs.add(run);
    try {
      return await run;
    } finally {
      this.#runs.delete(run);
      this.#running.set(record.name, (this.#running.get(record.name) ?? 1) - 1);
    }
  }

  async #run(
    record: FunctionRecord,
    { version, payload, requestId }: { version: string; payload: Buffer; requestId: string },
  ): Promise<InvocationAnswer> {
    const { context } = this.#options;
    const key = environmentKey(record, version);
    const pooled = await this.#openEnvironment(record, { version, key });
    const journal = new RunJournal(this.#options, record, pooled.logStream);
    const startedAtMs = context.nowMs();
    journal.write(startLine(requestId, version));
    const result = await this.#perform(record, { payload, requestId, version, journal, pooled });
    if (pooled.environment.isReusable) this.#pool.giveBack(key, pooled);
    const run = { requestId, timeoutSeconds: record.timeoutSeconds, at: context.clock.now().toISOString() };
    const failure = failurePayload(result.end, run);
    if (failure) journal.write(`${messageOf(failure)}\n`);
    journal.write(endLine(requestId));
    journal.write(reportLine(requestId, result, record.memoryMb));
    this.#measure(record, startedAtMs, result);
    this.entries.push(entryOf({ record, requestId, startedAtMs, endedAtMs: context.nowMs() }, result));
    const isFailed = result.end.kind !== 'response';
    const body = 'body' in result.end ? result.end.body : Buffer.from(failure ?? 'null');
    return {
      requestId,
      version,
      payload: body,
      functionError: isFailed ? 'Unhandled' : null,
      tail: journal.tail,
    };
  }

  /** An idle environment of this configuration, or a new one; those of an earlier configuration are ended. */
  async #openEnvironment(
    record: FunctionRecord,
    { version, key }: { readonly version: string; readonly key: string },
  ): Promise<PooledEnvironment> {
    const ofSameVersion = environmentKey({ ...record, revisionId: '' }, version);
    await this.#pool.endAll((other) => other.startsWith(ofSameVersion) && other !== key);
    const warm = this.#options.dials.environments === 'warm' ? this.#pool.take(key) : null;
    if (warm) return warm;
    const logStream = newLogStream(this.#options.context, version);
    const environment = new ExecutionEnvironment({
      bundle: record.bundle ?? '',
      environment: { ...this.#environment(record, version, logStream), ...record.environment },
      memoryMb: record.memoryMb,
      signal: this.#stop.signal,
    });
    return { environment, logStream };
  }

  async #perform(
    record: FunctionRecord,
    run: {
      readonly payload: Buffer;
      readonly requestId: string;
      readonly version: string;
      readonly journal: RunJournal;
      readonly pooled: PooledEnvironment;
    },
  ): Promise<InvocationResult> {
    if (record.bundle === null) return emptyRun;
    const { context, dials } = this.#options;
    const { environment, logStream } = run.pooled;
    // Each side may have forgotten the other's connections while the environment was frozen.
    this.#options.connections.cutIdle(sessionToken(logStream));
    const result = await environment.invoke({
      requestId: run.requestId,
      functionArn: run.version === '$LATEST' ? record.arn : `${record.arn}:${run.version}`,
      traceId: traceId(context),
      payload: run.payload,
      timeoutMs: record.timeoutSeconds * 1000,
      offsetMs: context.clock.offsetMs,
      nowMs: () => context.nowMs(),
      onLine: (line) => run.journal.write(`${line}\n`),
    });
    if (dials.environments === 'cold') await environment.end();
    return result;
  }

  #environment(record: FunctionRecord, version: string, stream: string): Record<string, string> {
    return {
      ...this.#options.environment(),
      AWS_SESSION_TOKEN: sessionToken(stream),
      AWS_LAMBDA_FUNCTION_NAME: record.name,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(record.memoryMb),
      AWS_LAMBDA_FUNCTION_VERSION: version,
      AWS_LAMBDA_LOG_GROUP_NAME: record.logGroup,
      AWS_LAMBDA_LOG_STREAM_NAME: stream,
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_EXECUTION_ENV: 'AWS_Lambda_Image',
      LAMBDA_TASK_ROOT: '/var/task',
      TZ: ':UTC',
      LANG: 'en_US.UTF-8',
      PATH: '/usr/local/bin:/usr/bin:/bin',
    };
  }

  #measure(record: FunctionRecord, startedAtMs: number, result: InvocationResult): void {
    this.#count(record, 'Invocations', 1, startedAtMs);
    this.#count(record, 'Errors', result.end.kind === 'response' ? 0 : 1, startedAtMs);
    this.#count(record, 'Duration', result.durationMs, startedAtMs);
    this.#count(record, 'Throttles', 0, startedAtMs);
    this.#count(record, 'ConcurrentExecutions', this.#running.get(record.name) ?? 1, startedAtMs);
  }

  #count(
    record: FunctionRecord,
    name: string,
    value: number,
    timestampMs = this.#options.context.nowMs(),
  ): void {
    const dimensions = { FunctionName: record.name };
    this.#options.metrics.record({ namespace: 'AWS/Lambda', name, dimensions, timestampMs, value });
  }
}

/** What an environment must share with an invocation: version, code and settings. */
function environmentKey({ name, revisionId }: FunctionRecord, version: string): string {
  return `${name}:${version}:${revisionId}`;
}

/** One stream per environment, as Lambda names them. */
function newLogStream(context: SandboxContext, version: string): string {
  const day = context.clock.now().toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[${version}]${context.newId().replaceAll('-', '')}`;
}

/** Lambda gives each environment credentials of its own. */
function sessionToken(logStream: string): string {
  return `sandbox-${logStream.split(']')[1] ?? logStream}`;
}

const emptyRun: InvocationResult = {
  end: { kind: 'response', body: Buffer.from('null') },
  initMs: 0,
  durationMs: 1,
  maxMemoryMb: 1,
};

function throttled(): AwsError {
  const detail = { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' };
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, detail);
}

function traceId(context: SandboxContext): string {
  const epoch = Math.floor(context.nowMs() / 1000).toString(16);
  const rest = context.newId().replaceAll('-', '').slice(0, 24);
  return `Root=1-${epoch}-${rest};Parent=${rest.slice(0, 16)};Sampled=0`;
}

function messageOf(failure: string): string {
  // Written by failurePayload above, which always has the member.
  return (JSON.parse(failure) as { errorMessage: string }).errorMessage;
}

function entryOf(
  run: { record: FunctionRecord; requestId: string; startedAtMs: number; endedAtMs: number },
  { end, ...measured }: InvocationResult,
): InvocationEntry {
  const { record, ...times } = run;
  return { functionName: record.name, ...times, ...measured, outcome: end.kind };
}
