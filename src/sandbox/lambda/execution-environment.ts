import { type Child, type StartProgram, startChild } from './child.ts';
import { firstOf } from './first-of.ts';
import { openRuntimeServer, type RuntimeReport, type RuntimeServer } from './runtime-server.ts';

export interface EnvironmentOptions {
  readonly bundle: string;
  readonly environment: Readonly<Record<string, string>>;
  /** How long the program may take to ask for its first event; default Lambda's own 10 s. */
  readonly initLimitMs?: number;
  readonly memoryMb: number;
  /** Aborted when the sandbox stops: the child is killed at once. */
  readonly signal: AbortSignal;
  /** Starts the program elsewhere than in a child process of ours: in a container. */
  readonly start?: StartProgram;
}

export interface Invocation {
  readonly requestId: string;
  readonly functionArn: string;
  readonly traceId: string;
  readonly payload: Buffer;
  readonly timeoutMs: number;
  /** Virtual minus real, for the child's clock. */
  readonly offsetMs: number;
  readonly nowMs: () => number;
  readonly onLine: (line: string) => void;
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
  /** Null in a warm environment, which was initialised before. */
  readonly initMs: number | null;
  readonly durationMs: number;
  readonly maxMemoryMb: number;
}

/** Init phase at most 10 s (docs: lambda/latest/dg/lambda-runtime-environment.html). */
const defaultInitLimitMs = 10_000;
const memoryProbeMs = 50;
/** A program that answered asks for its next event at once; one that does not is ended, and not used again. */
const idleGraceMs = 500;

/** One process with its Runtime API, for one invocation after the other: cold in the first, warm in the others. */
export class ExecutionEnvironment {
  readonly #options: EnvironmentOptions;
  #process: { readonly server: RuntimeServer; readonly child: Child } | null = null;
  #onLine: (line: string) => void = () => undefined;
  #isReusable = false;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
  }

  /** True between two invocations of a program that asks for its next event. */
  get isReusable(): boolean {
    return this.#isReusable;
  }

  /** One invocation. Afterwards the environment is reusable or has ended, and every line was passed on. */
  async invoke(invocation: Invocation): Promise<InvocationResult> {
    this.#isReusable = false;
    this.#onLine = invocation.onLine;
    const beganAt = performance.now();
    const isCold = this.#process === null;
    const { server, child } = await this.#started(invocation.offsetMs);
    try {
      const initEnd = isCold ? await this.#initialise(server, child) : await wake(child, invocation.offsetMs);
      const initMs = isCold ? performance.now() - beganAt : null;
      const handedOutAt = performance.now();
      const end = initEnd ?? (await this.#serve(invocation, { server, child }));
      const durationMs = initEnd ? 0 : performance.now() - handedOutAt;
      const maxMemoryMb = await child.memoryMb();
      if (end.kind === 'response' || (end.kind === 'error' && !end.isInit)) await this.#settle(server, child);
      return { end, initMs, durationMs, maxMemoryMb };
    } finally {
      if (!this.#isReusable) await this.end();
    }
  }

  /** Kills the process and all it started; resolves when none is left and its output was passed on. */
  async end(): Promise<void> {
    this.#isReusable = false;
    if (this.#process === null) return;
    const { server, child } = this.#process;
    this.#options.signal.removeEventListener('abort', child.kill);
    child.kill();
    await child.ended;
    server.close();
  }

  async #started(offsetMs: number): Promise<{ readonly server: RuntimeServer; readonly child: Child }> {
    if (this.#process) return this.#process;
    const { bundle, environment, signal, start = startChild } = this.#options;
    const server = await openRuntimeServer();
    const child = start({
      bundle,
      environment: { ...environment, AWS_LAMBDA_RUNTIME_API: server.address },
      offsetMs,
      onLine: (line) => this.#onLine(line),
    });
    this.#process = { server, child };
    signal.addEventListener('abort', child.kill, { once: true });
    if (signal.aborted) child.kill();
    child.ended.then(() => {
      this.#isReusable = false;
    });
    return this.#process;
  }

  /** Null when the program is ready. Time in which the machine gave the program no CPU does not count. */
  async #initialise(server: RuntimeServer, child: Child): Promise<InvocationEnd | null> {
    const racers = [
      server.asksForEvent().then(() => null),
      server.initFailed.then(asEnd),
      child.ended.then(asExit),
    ];
    const limitMs = this.#options.initLimitMs ?? defaultInitLimitMs;
    let grantedMs = 0;
    for (let leftMs = limitMs; leftMs >= 1; leftMs = limitMs + (await child.waitedForCpuMs()) - grantedMs) {
      const end = await firstOf<InvocationEnd | null>(racers, {
        ms: leftMs,
        value: { kind: 'init-timeout' },
      });
      if (end?.kind !== 'init-timeout') return end;
      grantedMs += leftMs;
    }
    return { kind: 'init-timeout' };
  }

  async #serve(
    { requestId, functionArn, traceId, payload, timeoutMs, nowMs }: Invocation,
    { server, child }: { readonly server: RuntimeServer; readonly child: Child },
  ): Promise<InvocationEnd> {
    const overMemory = Promise.withResolvers<InvocationEnd>();
    const probe = setInterval(() => {
      child.memoryMb().then((usedMb) => {
        if (usedMb > this.#options.memoryMb) overMemory.resolve({ kind: 'out-of-memory' });
      }, overMemory.reject);
    }, memoryProbeMs);
    try {
      const deadlineMs = Math.round(nowMs() + timeoutMs);
      const answer = server.handOut({ requestId, functionArn, traceId, payload, deadlineMs });
      const racers = [answer.then(asEnd), child.ended.then(asExit), overMemory.promise];
      return await firstOf<InvocationEnd>(racers, { ms: timeoutMs, value: { kind: 'timeout' } });
    } finally {
      clearInterval(probe);
    }
  }

  /** Waits until the program is done with the event and its output, and is ready for the next. */
  async #settle(server: RuntimeServer, child: Child): Promise<void> {
    const idle = server.asksForEvent().then(async () => {
      if (child.reuse === null) return false;
      await child.reuse.drain();
      return true;
    });
    const ended = child.ended.then(() => false);
    this.#isReusable = await firstOf([idle.catch(() => false), ended], { ms: idleGraceMs, value: false });
    if (this.#isReusable) child.reuse?.freeze();
  }
}

/** Thaws the process. Null when it has the clock of the new invocation; its end if it died while it was frozen. */
async function wake(child: Child, offsetMs: number): Promise<InvocationEnd | null> {
  child.reuse?.thaw();
  const shifted = child.reuse?.shift(offsetMs).then(() => null) ?? child.ended.then(asExit);
  return await Promise.race([shifted, child.ended.then(asExit)]);
}

function asEnd(report: RuntimeReport): InvocationEnd {
  if (report.kind === 'response') return { kind: 'response', body: report.body };
  return { kind: 'error', body: report.body, isInit: report.kind === 'init-error' };
}

function asExit(exit: { code: number | null; signal: string | null }): InvocationEnd {
  return { kind: 'exit', ...exit };
}
