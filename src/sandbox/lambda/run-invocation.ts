import { type Child, type StartProgram, startChild } from './child.ts';
import { openRuntimeServer, type RuntimeReport, type RuntimeServer } from './runtime-server.ts';

export interface InvocationOptions {
  readonly bundle: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly requestId: string;
  readonly functionArn: string;
  readonly traceId: string;
  readonly payload: Buffer;
  readonly timeoutMs: number;
  /** How long the program may take to ask for its event; default Lambda's own 10 s. */
  readonly initLimitMs?: number;
  readonly memoryMb: number;
  readonly offsetMs: number;
  readonly nowMs: () => number;
  readonly onLine: (line: string) => void;
  /** Aborted when the sandbox stops: the child is killed at once. */
  readonly signal: AbortSignal;
  /** Starts the program elsewhere than in a child process of ours: in a container. */
  readonly start?: StartProgram;
}

export type InvocationEnd =
  | { readonly kind: 'response'; readonly body: Buffer }
  | { readonly kind: 'error'; readonly body: Buffer; readonly isInit: boolean }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'init-timeout' }
  | { readonly kind: 'out-of-memory' }
  | { readonly kind: 'exit'; readonly code: number | null; readonly signal: string | null };

export interface InvocationResult {
  readonly end: InvocationEnd;
  readonly initMs: number;
  readonly durationMs: number;
  readonly maxMemoryMb: number;
}

/** Init phase at most 10 s (docs: lambda/latest/dg/lambda-runtime-environment.html). */
const initLimitMs = 10_000;
const memoryProbeMs = 50;
/** A program that answered asks for its next event at once; one that does not is not waited for longer. */
const idleGraceMs = 500;

/** Runs one event in one child process: start, hand out the event, take the answer, end the child. Leaves no process. */
export async function runInvocation(options: InvocationOptions): Promise<InvocationResult> {
  const startedAt = performance.now();
  const deadlineMs = Math.round(options.nowMs() + options.timeoutMs);
  const server = await openRuntimeServer({ ...options, deadlineMs });
  const start = options.start ?? startChild;
  const child = start({ ...options, environment: childEnvironment(options, server) });
  options.signal.addEventListener('abort', child.kill, { once: true });
  if (options.signal.aborted) child.kill();
  try {
    const initEnd = await initialise(server, child, options.initLimitMs ?? initLimitMs);
    const initMs = performance.now() - startedAt;
    const end = initEnd ?? (await invoke({ options, server, child }));
    const durationMs = initEnd ? 0 : performance.now() - startedAt - initMs;
    const maxMemoryMb = await child.memoryMb();
    if (end.kind === 'response') await settle(server, child);
    return { end, initMs, durationMs, maxMemoryMb };
  } finally {
    options.signal.removeEventListener('abort', child.kill);
    child.kill();
    await child.ended;
    server.close();
  }
}

function childEnvironment(options: InvocationOptions, server: RuntimeServer): Record<string, string> {
  return {
    ...options.environment,
    AWS_LAMBDA_RUNTIME_API: server.address,
    _X_AMZN_TRACE_ID: options.traceId,
  };
}

/** Null when the program is ready. */
async function initialise(
  server: RuntimeServer,
  child: Child,
  limitMs: number,
): Promise<InvocationEnd | null> {
  const racers = [server.ready.then(() => null), server.reported.then(asEnd), child.ended.then(asExit)];
  return await firstOf<InvocationEnd | null>(racers, { ms: limitMs, value: { kind: 'init-timeout' } });
}

interface Running {
  readonly options: InvocationOptions;
  readonly server: RuntimeServer;
  readonly child: Child;
}

async function invoke({ options, server, child }: Running): Promise<InvocationEnd> {
  const overMemory = Promise.withResolvers<InvocationEnd>();
  const probe = setInterval(() => {
    child.memoryMb().then((usedMb) => {
      if (usedMb > options.memoryMb) overMemory.resolve({ kind: 'out-of-memory' });
    }, overMemory.reject);
  }, memoryProbeMs);
  try {
    const racers = [server.reported.then(asEnd), child.ended.then(asExit), overMemory.promise];
    return await firstOf<InvocationEnd>(racers, { ms: options.timeoutMs, value: { kind: 'timeout' } });
  } finally {
    clearInterval(probe);
  }
}

async function settle(server: RuntimeServer, child: Child): Promise<void> {
  await firstOf<unknown>([server.idle, child.ended], { ms: idleGraceMs, value: null });
}

function asEnd(report: RuntimeReport): InvocationEnd {
  if (report.kind === 'response') return { kind: 'response', body: report.body };
  return { kind: 'error', body: report.body, isInit: report.kind === 'init-error' };
}

function asExit(exit: { code: number | null; signal: string | null }): InvocationEnd {
  return { kind: 'exit', ...exit };
}

/** The first that comes, or the limit's value after so many real milliseconds; the timer does not outlive it. */
async function firstOf<Result>(
  racers: readonly Promise<Result>[],
  limit: { readonly ms: number; readonly value: Result },
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Result>((resolve) => {
    timer = setTimeout(() => resolve(limit.value), limit.ms);
  });
  try {
    return await Promise.race([...racers, late]);
  } finally {
    clearTimeout(timer);
  }
}
